package io.lockstep.node.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class in a process of its own, for tests that kill it. */
public final class ChildJvm implements AutoCloseable {

  private static final long LIMIT_SECONDS = 60;

  private final Process process;

  private ChildJvm(Process process) {
    this.process = process;
  }

  /** Starts {@code main} with this JVM's class path; its output appears among the test's. */
  public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
    List<String> argv = new ArrayList<>();
    argv.add(ProcessHandle.current().info().command().orElseThrow());
    argv.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp"));
    argv.add(System.getProperty("java.class.path"));
    argv.add(main.getName());
    argv.addAll(List.of(arguments));
    return new ChildJvm(
        new ProcessBuilder(argv)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** The exit code. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("process " + process.pid() + " did not end within 60 s");
    }
    return process.exitValue();
  }

  /** SIGKILL, and the end of the process. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
