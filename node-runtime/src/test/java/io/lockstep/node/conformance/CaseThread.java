package io.lockstep.node.conformance;

import io.lockstep.node.posix.CLibrary;
import io.lockstep.node.posix.SystemCallException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A thread with a current directory, umask and credentials of its own (unshare(2), CLONE_FS), so
 * that programs can change them without the rest of this process.
 */
final class CaseThread implements AutoCloseable {

  private static final int CLONE_FS = 0x200;

  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().name("conformance").unstarted(task));

  CaseThread() throws InterruptedException {
    run(() -> SystemCallException.check("unshare", CLibrary.call("unshare", CLONE_FS)));
  }

  <T> T run(Callable<T> task) throws InterruptedException {
    try {
      return executor.submit(task).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    executor.close();
  }
}
