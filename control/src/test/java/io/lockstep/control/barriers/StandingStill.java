package io.lockstep.control.barriers;

import static io.lockstep.node.posix.SystemCallException.check;

import io.lockstep.control.testkit.Signals;
import io.lockstep.node.posix.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A process that does nothing until this is closed. */
record StandingStill(int pid) implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /**
   * Returns when every thread stands still. The signal is taken by one of them, and on a busy
   * machine the others go on until that one has had its turn.
   */
  static StandingStill of(int pid) {
    ask(pid);
    StandingStill still = new StandingStill(pid);
    try {
      Awaitility.await("process " + pid + " stands still")
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .atMost(LIMIT)
          .until(still::isComplete);
    } catch (RuntimeException e) {
      still.close();
      throw e;
    }
    return still;
  }

  /** Begins, without waiting for it. */
  static void ask(int pid) {
    check("kill", Processes.kill(pid, Signals.SIGSTOP));
  }

  /** The state follows the name in parentheses: proc_pid_stat(5). */
  private boolean isComplete() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Integer.toString(pid), "task"))) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException threadHasEnded) {
      return false;
    }
  }

  @Override
  public void close() {
    check("kill", Processes.kill(pid, Signals.SIGCONT));
  }
}
