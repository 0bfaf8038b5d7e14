package io.lockstep.control.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The life of one demonstration, from the workspace to the last unmount, whether it ends by itself,
 * by a failure, or by a signal at any moment.
 */
final class DemoSession {

  /** What is done with the pair once its processes run; what it opens goes into {@code own}. */
  @FunctionalInterface
  interface Body {
    int run(DemoCluster cluster, OwnedResources own) throws Exception;
  }

  private static final int SHOWN_LINES = 30;

  private final Optional<Path> directory;
  private final OwnedResources own = new OwnedResources();
  private volatile boolean endedBySignal;

  private DemoSession(Optional<Path> directory) {
    this.directory = directory;
  }

  /** In a directory that stays. */
  static DemoSession in(Path directory) {
    return new DemoSession(Optional.of(directory));
  }

  /** In a directory of its own that is removed at the end. */
  static DemoSession temporary() {
    return new DemoSession(Optional.empty());
  }

  /** Runs the body; when this returns or throws, nothing is left. Called once. */
  int run(DemoCluster.Options options, Body body) throws Exception {
    Runtime.getRuntime().addShutdownHook(new Thread(this::endBySignal, "demo-end"));
    try (own) {
      return run(own.open(this::makeWorkspace).workspace(), options, body);
    } catch (Exception e) {
      silenceIfEndedBySignal();
      throw e;
    }
  }

  private int run(Workspace workspace, DemoCluster.Options options, Body body) throws Exception {
    try {
      return body.run(DemoCluster.start(workspace, options, own), own);
    } catch (Exception e) {
      if (directory.isEmpty() && !endedBySignal) {
        // The logs that could explain it are about to be removed.
        workspace.logs().forEach(DemoSession::printEnd);
      }
      throw e;
    }
  }

  /** What is made while the lock is held: a signal then finds all of it, or none. */
  private record Made(Workspace workspace) implements AutoCloseable {
    @Override
    public void close() {
      // Its directory has an owner of its own, or stays.
    }
  }

  private Made makeWorkspace() throws Exception {
    return new Made(
        Workspace.create(directory.isPresent() ? directory.get() : temporaryDirectory()));
  }

  private static void printEnd(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      System.err.println("--- the end of " + log);
      lines.stream().skip(Math.max(0, lines.size() - SHOWN_LINES)).forEach(System.err::println);
    } catch (IOException e) {
      System.err.println("--- no log at " + log);
    }
  }

  private Path temporaryDirectory() throws Exception {
    return own.open(() -> TemporaryDirectory.create("lockstep-demo-")).path().toRealPath();
  }

  /** Also runs at a normal exit, when there is nothing left to close. */
  private void endBySignal() {
    endedBySignal = true;
    try {
      own.close();
    } catch (Exception e) {
      System.err.println("lockstep: " + e.getMessage());
    }
  }

  /** What fails because everything is being taken away is no news; the process ends elsewhere. */
  private void silenceIfEndedBySignal() throws InterruptedException {
    if (endedBySignal) {
      new CountDownLatch(1).await();
    }
  }
}
