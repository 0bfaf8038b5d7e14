package io.lockstep.node.application;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One question to the application whether it serves: a command with a limit. */
final class Check {

  /** A check that takes longer has failed. */
  private static final long LIMIT_SECONDS = 10;

  /** Takes the answer, on the supervisor's thread. */
  @FunctionalInterface
  interface Answer {
    void given(int exitCode);
  }

  private final Process process;
  private final ScheduledFuture<?> limit;

  private Check(Process process, ScheduledFuture<?> limit) {
    this.process = process;
    this.limit = limit;
  }

  static Check begin(Launcher launcher, ScheduledExecutorService thread, Answer answer)
      throws IOException {
    Process process = launcher.check();
    ScheduledFuture<?> limit =
        thread.schedule(() -> kill(process), LIMIT_SECONDS, TimeUnit.SECONDS);
    var _ =
        process
            .onExit()
            .thenAcceptAsync(
                ended -> {
                  limit.cancel(false);
                  answer.given(ended.exitValue());
                },
                thread);
    return new Check(process, limit);
  }

  /** The answer no longer matters. */
  void cancel() {
    limit.cancel(false);
    kill(process);
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
