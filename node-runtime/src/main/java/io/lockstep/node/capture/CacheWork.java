package io.lockstep.node.capture;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel has cached of the mounts being forgotten or written. On a thread of its own,
 * because the kernel first waits for requests under way that hold the pages concerned, and these
 * may be waiting for the very caller.
 */
final class CacheWork {

  /** Nothing is being done. */
  static final CacheWork NOTHING = new CacheWork(CompletableFuture.completedFuture(null));

  private static final Logger LOG = LoggerFactory.getLogger(CacheWork.class);

  private final CompletableFuture<Void> done;

  private CacheWork(CompletableFuture<Void> done) {
    this.done = done;
  }

  /** Begins, once what was begun before has ended, whether it succeeded or not. */
  static CacheWork begin(
      CacheWork before, List<CapturedDirectory> directories, Consumer<CapturedDirectory> work) {
    return begin(before, () -> directories.forEach(work));
  }

  static CacheWork begin(CacheWork before, Runnable work) {
    return new CacheWork(
        CompletableFuture.runAsync(
            () -> {
              before.awaitEnd();
              work.run();
            },
            task -> Thread.ofPlatform().daemon().name("fuse-cache").start(task)));
  }

  /**
   * Until it is done, whatever interrupts.
   *
   * @throws java.util.concurrent.CompletionException if it failed: what the kernel has cached must
   *     not survive a change of access
   */
  void await() {
    done.join();
  }

  /** Until it is over, whatever has come of it. */
  void awaitEnd() {
    done.exceptionally(_ -> null).join();
  }

  /** Whether it is done in time. */
  boolean await(long timeoutMillis) {
    try {
      done.get(timeoutMillis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      LOG.error("the kernel's cache could not be dealt with", e.getCause());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
