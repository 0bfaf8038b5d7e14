package io.lockstep.control.demo;

import java.nio.file.Path;
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
      Workspace workspace =
          Workspace.create(directory.isPresent() ? directory.get() : temporaryDirectory());
      return body.run(DemoCluster.start(workspace, options, own), own);
    } catch (Exception e) {
      silenceIfEndedBySignal();
      throw e;
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
