package io.lockstep.control.demo;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A process of our own: in a session of its own, so that Ctrl-C does not reach it, with a small
 * environment and its output in a file. Safe for all threads.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Set<String> ENVIRONMENT = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ");
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(15);
  private static final int KILL_LIMIT_MILLIS = 5000;

  private final String name;
  private final Process process;

  private ChildProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /** Starts a command; its output is added to {@code log}. */
  public static ChildProcess start(String name, List<String> command, Path directory, Path log)
      throws IOException {
    List<String> inOwnSession = new ArrayList<>(List.of("setsid"));
    inOwnSession.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(inOwnSession)
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(ENVIRONMENT);
    return new ChildProcess(name, builder.start());
  }

  public String name() {
    return name;
  }

  /** setsid(1) becomes the command it starts, so this is the command's. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The process and whatever it started, at this moment. */
  public List<ProcessHandle> family() {
    List<ProcessHandle> family = new ArrayList<>(List.of(process.toHandle()));
    process.descendants().forEach(family::add);
    return family;
  }

  /**
   * SIGKILL to the process and then to what it started, as if the machine died. Returns when they
   * are gone from the table of processes: what is started anew must not take them for alive.
   */
  public void killFamily() {
    List<ProcessHandle> family = endFamily();
    family.forEach(member -> member.onExit().orTimeout(5, TimeUnit.SECONDS).join());
  }

  /**
   * The same, but returns when they have ended, with all they had open; whoever inherits what was
   * not a child of this process may take seconds to reap it.
   */
  public List<ProcessHandle> endFamily() {
    List<ProcessHandle> family = family();
    // The parent first: it must not see its children die and act on it.
    family.forEach(ProcessHandle::destroyForcibly);
    family.forEach(ChildProcess::awaitEnd);
    process.onExit().join();
    return family;
  }

  private static void awaitEnd(ProcessHandle killed) {
    int pidFd = Processes.open(Math.toIntExact(killed.pid()));
    if (pidFd < 0) {
      return;
    }
    try {
      if (killed.isAlive() && !hasEnded(pidFd)) {
        throw new IllegalStateException(
            "expected process %d to end within %d ms of SIGKILL, found it alive"
                .formatted(killed.pid(), KILL_LIMIT_MILLIS));
      }
    } finally {
      Descriptors.close(pidFd);
    }
  }

  private static boolean hasEnded(int pidFd) {
    int ended;
    do {
      // Only a signal can end the wait before the limit.
      ended = Processes.awaitEnd(pidFd, KILL_LIMIT_MILLIS);
    } while (ended < 0);
    return ended == 1;
  }

  /** SIGTERM, and SIGKILL when the limit is over. */
  public void stop(Duration limit) throws InterruptedException {
    List<ProcessHandle> family = family();
    process.destroy();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }

  /** Ends the process. */
  @Override
  public void close() {
    try {
      stop(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
