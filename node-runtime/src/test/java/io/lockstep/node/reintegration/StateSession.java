package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Errno;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A source and a target on two directories, each on its own thread. */
final class StateSession implements AutoCloseable {

  /** A node where nothing is going on. */
  static final StateSource.Node QUIET =
      new StateSource.Node() {
        @Override
        public void awaitApplied() {}

        @Override
        public int open(long fileId) {
          return -Errno.ESTALE;
        }
      };

  final ChannelPair channel = new ChannelPair();
  final Progress sourceProgress = new Progress();
  final Progress targetProgress = new Progress();
  final StateSource source;
  private final StateTarget target;
  private final CompletableFuture<Void> targetRun = new CompletableFuture<>();
  private final Thread targetThread;

  StateSession(Path from, Path to, TouchedFiles touched, StateSource.Node node) throws IOException {
    source =
        new StateSource(
            List.of(from), Exclusion.NONE, touched, node, channel.source(), sourceProgress);
    target = new StateTarget(List.of(to), Exclusion.NONE, channel.target(), targetProgress);
    targetThread = Thread.ofPlatform().name("state-target").start(this::runTarget);
  }

  private void runTarget() {
    try {
      target.run();
      targetRun.complete(null);
    } catch (IOException | RuntimeException | Error e) {
      channel.cut();
      targetRun.completeExceptionally(e);
    }
  }

  /** Waits until the target has finished; throws what it failed with. */
  void awaitTarget() throws InterruptedException, ExecutionException, TimeoutException {
    targetRun.get(30, TimeUnit.SECONDS);
  }

  /** Synchronises a tree that nobody modifies: the bytes that crossed in both directions. */
  static long synchronise(Path from, Path to) throws Exception {
    TouchedFiles touched = new TouchedFiles(fileId -> Optional.empty());
    try (StateSession session = new StateSession(from, to, touched, QUIET)) {
      session.runSource();
      return session.channel.bytes.get();
    }
  }

  void runSource() throws Exception {
    try {
      source.rounds();
      source.lastRound();
    } catch (IOException | RuntimeException e) {
      reportTargetFirst(e);
    }
    awaitTarget();
  }

  /** The target's failure explains the source's broken channel. */
  void reportTargetFirst(Exception sourceFailure) throws Exception {
    channel.cut();
    try {
      awaitTarget();
    } catch (ExecutionException e) {
      sourceFailure.addSuppressed(e.getCause());
    }
    throw sourceFailure;
  }

  @Override
  public void close() {
    channel.cut();
    try {
      targetThread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    source.close();
    target.close();
  }
}
