package io.lockstep.node.application;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The processes of one run of an application, and their end. For one thread. */
final class ProcessFamily {

  /** Environment variable that marks every process of one run. */
  static final String MARK = "LOCKSTEP_RUN";

  private static final long SCAN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final String mark;
  private final RunGroup group;
  private FamilyTree tree;

  ProcessFamily(String runId, FamilyTree known) {
    this.mark = MARK + "=" + runId;
    this.group = RunGroup.of(runId);
    this.tree = known;
  }

  /**
   * Follows forks and new sessions, so that processes whose parent ends are still known. To be
   * called now and then; a process id is not used again within seconds.
   */
  void follow() {
    tree = tree.asOf(others(), _ -> false);
  }

  /** Adds a process started for the run. */
  void add(Process process) {
    ProcessTable.find(process.pid()).ifPresent(this::join);
  }

  private void join(ProcessEntry entry) {
    tree = tree.asOf(others(), entry::isSameProcess);
  }

  /** All that run now, found by every means. */
  List<ProcessEntry> running() {
    tree = tree.asOf(others(), this::isMarked);
    return tree.members();
  }

  private boolean isMarked(ProcessEntry entry) {
    return group.has(entry.pid()) || ProcessTable.hasVariable(entry.pid(), mark);
  }

  /** Whatever the bookkeeping says, the daemon does not kill itself. */
  private static List<ProcessEntry> others() {
    long self = ProcessHandle.current().pid();
    Predicate<ProcessEntry> isSelf = entry -> entry.pid() == self;
    return ProcessTable.running().stream().filter(isSelf.negate()).toList();
  }

  /** Waits until none runs; returns those that still do at the limit. */
  List<ProcessEntry> awaitEnd(long limitMillis) {
    return repeatUntilGone(limitMillis, _ -> {});
  }

  /** SIGKILL to all, again and again while there are any; returns those that survive the limit. */
  List<ProcessEntry> killAll(long limitMillis) {
    return repeatUntilGone(limitMillis, ProcessFamily::kill);
  }

  private List<ProcessEntry> repeatUntilGone(long limitMillis, Consumer<ProcessEntry> step) {
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
    List<ProcessEntry> running = running();
    while (!running.isEmpty() && System.nanoTime() - endNanos < 0) {
      running.forEach(step);
      LockSupport.parkNanos(SCAN_PAUSE_NANOS);
      running = running();
    }
    return running;
  }

  private static void kill(ProcessEntry entry) {
    // The handle remembers the start time and does not signal a successor of the same pid.
    ProcessHandle.of(entry.pid())
        .filter(_ -> ProcessTable.find(entry.pid()).filter(entry::isSameProcess).isPresent())
        .ifPresent(ProcessHandle::destroyForcibly);
  }
}
