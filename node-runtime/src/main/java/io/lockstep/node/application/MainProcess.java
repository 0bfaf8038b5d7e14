package io.lockstep.node.application;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Processes;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** The process that an application was started as. Safe for all threads. */
sealed interface MainProcess {

  /** Before a wait that was interrupted begins anew. */
  long RETRY_NANOS = 10_000_000;

  long pid();

  boolean isAlive();

  /** Completed when it has ended. */
  CompletableFuture<?> onExit();

  /** Whether it has ended in time. */
  boolean awaitEnd(long limitMillis) throws InterruptedException;

  /** Its exit code once it has ended; empty if nobody can know it. */
  OptionalInt exitCode();

  /** Started by this daemon. */
  record Started(Process process) implements MainProcess {
    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public boolean isAlive() {
      return process.isAlive();
    }

    @Override
    public CompletableFuture<?> onExit() {
      return process.onExit();
    }

    @Override
    public boolean awaitEnd(long limitMillis) throws InterruptedException {
      return process.waitFor(limitMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public OptionalInt exitCode() {
      return OptionalInt.of(process.exitValue());
    }
  }

  /**
   * Started by a daemon that was killed, and somebody else's child now: its end shows at once by a
   * descriptor (pidfd_open(2)), but not its exit code.
   */
  record TakenOver(long pid, CompletableFuture<Void> onExit) implements MainProcess {

    /** The process, or null if it is not the one that was recorded any more. */
    static TakenOver of(ProcessEntry leader) {
      int fd = Processes.open((int) leader.pid());
      boolean same =
          fd >= 0 && ProcessTable.find(leader.pid()).filter(leader::isSameProcess).isPresent();
      if (!same) {
        if (fd >= 0) {
          Descriptors.close(fd);
        }
        return null;
      }
      CompletableFuture<Void> end = new CompletableFuture<>();
      Thread.ofPlatform()
          .daemon()
          .name("application-end")
          .start(
              () -> {
                // Only a signal can end the wait before the process has ended.
                while (Processes.awaitEnd(fd, -1) != 1) {
                  LockSupport.parkNanos(RETRY_NANOS);
                }
                Descriptors.close(fd);
                end.complete(null);
              });
      return new TakenOver(leader.pid(), end);
    }

    @Override
    public boolean isAlive() {
      return !onExit.isDone();
    }

    @Override
    public boolean awaitEnd(long limitMillis) throws InterruptedException {
      try {
        onExit.get(limitMillis, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        return false;
      } catch (ExecutionException e) {
        throw new IllegalStateException("an end that fails", e);
      }
    }

    @Override
    public OptionalInt exitCode() {
      return OptionalInt.empty();
    }
  }

  /** A script that has ended with success before this daemon began. */
  record EndedBefore(long pid) implements MainProcess {
    @Override
    public boolean isAlive() {
      return false;
    }

    @Override
    public CompletableFuture<?> onExit() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean awaitEnd(long limitMillis) {
      return true;
    }

    @Override
    public OptionalInt exitCode() {
      return OptionalInt.of(0);
    }
  }
}
