package io.lockstep.node.guardian;

import io.lockstep.node.guardian.RestartPolicy.Decision;
import io.lockstep.node.guardian.RestartPolicy.Wish;
import io.lockstep.node.posix.Processes;
import io.lockstep.node.posix.Processes.Ending;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.shelter.Guarded;
import io.lockstep.node.shelter.Shelter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The parent of a daemon: keeps the descriptors of its mounts, so that a daemon that is killed can
 * be started again while its application waits. {@code Guardian -- COMMAND...}
 *
 * <p>The main thread starts the daemon and waits for it: when this thread ends, the daemon is
 * killed. When the guardian is killed, so is the daemon; the mounts end with both.
 */
public final class Guardian {

  /** As a shell says it of a process that SIGKILL has ended. */
  private static final int KILLED = 128 + Processes.SIGKILL;

  private static final int USAGE = 64;
  private static final int UNAVAILABLE = 69;

  /** What a daemon that has come back in time may still need to be decided. */
  private static final long SETTLE_EXTRA_MILLIS = 5_000;

  private static final Path OOM_SCORE = Path.of("/proc/self/oom_score_adj");
  private static final String NEVER = "-1000";

  private final List<String> command;
  private final GuardianPort port;
  private final Shelf shelf = new Shelf();
  private final RestartPolicy policy = new RestartPolicy();
  private final CountDownLatch told = new CountDownLatch(1);
  private boolean maySpare = true;
  private long killedNanos;
  private volatile DaemonLife life;

  private Guardian(List<String> command, GuardianPort port) {
    this.command = command;
    this.port = port;
  }

  /** Runs the command until it has ended for good; ends with its exit code. */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> words = List.of(arguments);
    if (words.size() < 2 || !words.getFirst().equals("--")) {
      say("expected '-- COMMAND...', found " + words);
      Runtime.getRuntime().halt(USAGE);
    }
    Runtime.getRuntime().halt(guard(words.subList(1, words.size())));
  }

  private static int guard(List<String> command) throws InterruptedException {
    try {
      Guardian guardian = new Guardian(command, GuardianPort.open());
      SystemCallException.check("prctl(PR_SET_CHILD_SUBREAPER)", Processes.adoptOrphans());
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(guardian::tellToEnd));
      return guardian.run();
    } catch (IOException | SystemCallException e) {
      say(e.getMessage());
      return UNAVAILABLE;
    }
  }

  /** On the thread that the daemon's life hangs on. */
  private int run() throws InterruptedException {
    while (true) {
      start();
      Ending ending = awaitDaemon();
      long endedNanos = System.nanoTime();
      life.awaitLastWords();
      if (life.isSettled()) {
        policy.settled();
      }
      Decision decision =
          policy.ended(ending, shelf.holds(Shelter.MOUNTS), isTold(), wish(), endedNanos);
      switch (decision) {
        case Decision.End _ -> {
          return exitCode(ending);
        }
        case Decision.GiveUp(String why) -> {
          giveUp(why);
          return exitCode(ending);
        }
        case Decision.Restart(long delayMillis) -> {
          killedNanos = policy.firstCrashNanos();
          say("the daemon " + words(ending) + "; it is started again");
          if (told.await(delayMillis, TimeUnit.MILLISECONDS)) {
            giveUp("told to end");
            return exitCode(ending);
          }
        }
      }
    }
  }

  private void start() {
    oomScore("0");
    List<String> environment = new ArrayList<>();
    System.getenv().forEach((name, value) -> environment.add(name + "=" + value));
    environment.add(
        "%s=%d %d %d"
            .formatted(
                Guarded.VARIABLE, ProcessHandle.current().pid(), port.number(), killedNanos));
    life = DaemonLife.start(command, environment, shelf);
    oomScore(NEVER);
    long deadlineNanos = policy.deadlineNanos(wish());
    if (deadlineNanos != 0) {
      life.limit(deadlineNanos + TimeUnit.MILLISECONDS.toNanos(SETTLE_EXTRA_MILLIS));
    }
  }

  /** Children of a daemon that has ended become children of this process, and are collected too. */
  private Ending awaitDaemon() {
    while (true) {
      Ending ending = Processes.await(-1);
      if (ending.pid() == life.pid()) {
        return ending;
      }
    }
  }

  private Wish wish() {
    return Wish.of(shelf.words(Guarded.POLICY));
  }

  private boolean isTold() {
    return told.getCount() == 0;
  }

  private void giveUp(String why) {
    say(why + ": the mounts end, and the application with them");
    new Ruin(shelf).clear();
  }

  private static int exitCode(Ending ending) {
    return ending.signal() == 0 ? ending.exitCode() : KILLED - Processes.SIGKILL + ending.signal();
  }

  private static String words(Ending ending) {
    return ending.signal() == 0
        ? "has ended with exit code " + ending.exitCode()
        : "was ended by signal " + ending.signal();
  }

  /** On SIGTERM, SIGINT, SIGHUP: the daemon ends in order, and this process after it. */
  private void tellToEnd() {
    told.countDown();
    DaemonLife now = life;
    if (now != null) {
      Processes.kill(now.pid(), Processes.SIGTERM);
    }
    // The main thread halts the process with the daemon's exit code; until then this one waits.
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What spares the guardian when memory is short is not inherited by the daemon and the
   * application under it. Without the right to it (CAP_SYS_RESOURCE) the guardian is a process like
   * others.
   */
  private void oomScore(String score) {
    try {
      if (maySpare) {
        Files.writeString(OOM_SCORE, score);
      }
    } catch (IOException e) {
      maySpare = false;
    }
  }

  static void say(String what) {
    System.err.println("lockstep guardian: " + what);
  }
}
