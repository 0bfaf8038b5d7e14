package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.NodeRecord;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * One machine: its disk, clock and power, its daemon's process, and the guardian that keeps the
 * mounts of a daemon that was killed.
 */
final class Server {

  private final World world;
  private final String name;
  private final int index;
  private final LocalClock clock;
  private final Disk disk;
  private final BitSet doubtful = new BitSet();
  private final BitSet answeredAlone = new BitSet();
  private final BitSet archived = new BitSet();
  private final List<Integer> heldRequests = new ArrayList<>();
  private boolean powered = true;
  private int boots = 1;
  private Daemon daemon;
  private long pausedUntilMillis;
  private boolean guarded;
  private boolean held;
  private long killedMillis;
  private boolean member;
  private boolean rolledBack;

  Server(World world, String name, int index, LocalClock clock) {
    this.world = world;
    this.name = name;
    this.index = index;
    this.clock = clock;
    this.disk =
        new Disk(NodeRecord.fresh("cluster", "module", name, bootId()), world.ledger()::isBarrier);
  }

  World world() {
    return world;
  }

  String name() {
    return name;
  }

  int index() {
    return index;
  }

  LocalClock clock() {
    return clock;
  }

  Disk disk() {
    return disk;
  }

  String bootId() {
    return "boot-" + boots;
  }

  /** Null while no process runs. */
  Daemon daemon() {
    return daemon;
  }

  Optional<Daemon> running() {
    return Optional.ofNullable(daemon);
  }

  boolean isPowered() {
    return powered;
  }

  boolean isPaused() {
    return world.nowMillis() < pausedUntilMillis;
  }

  /** Whether a process runs and is not paused. */
  boolean isRunning() {
    return daemon != null && !isPaused();
  }

  boolean isGuarded() {
    return guarded;
  }

  /** Operations that this copy no longer answers for: it has lost power since. */
  BitSet doubtful() {
    return doubtful;
  }

  /** The operations it has acknowledged by itself, and nobody else holds for certain. */
  BitSet answeredAlone() {
    return answeredAlone;
  }

  /** The operations that archives of this node's copy hold. */
  BitSet archived() {
    return archived;
  }

  /** Whether this copy counts, see {@link Ledger}. */
  boolean isMember() {
    return member;
  }

  void member(boolean value) {
    member = value;
    doubtful.clear();
    rolledBack &= !value;
  }

  boolean isRolledBack() {
    return rolledBack;
  }

  /** The record as a restart would find it. */
  NodeRecord record() {
    return daemon == null ? disk.readRecord() : daemon.record();
  }

  void boot() {
    if (daemon != null) {
      return;
    }
    powered = true;
    guarded = true;
    world.trace(this, () -> "starts, machine " + bootId());
    disk.history().journal().reopen();
    daemon = new Daemon(this);
    daemon.start();
  }

  void step() {
    if (!isRunning()) {
      return;
    }
    try {
      daemon.step();
    } catch (Killed e) {
      Invariant.DISCIPLINE.holds(daemon == null, "killed, and still running");
    }
  }

  /** SIGKILL; with its guardian, or without: then it may go on soon. */
  void kill(boolean leaveGuardian) {
    if (daemon == null) {
      return;
    }
    List<Integer> waiting = daemon.writes().waiting();
    boolean serves = held || daemon.writes().isOpen();
    daemon = null;
    guarded = leaveGuardian;
    killedMillis = clock.millis();
    if (leaveGuardian && serves) {
      held = true;
      heldRequests.addAll(waiting);
    } else {
      abandon();
    }
    world.network().processDied(this);
  }

  /** Called from inside of the daemon. */
  void killedWhileRunning() {
    kill(world.killLeavesGuardian());
    throw new Killed();
  }

  void loseGuardian() {
    guarded = false;
    abandon();
  }

  /** Whoever waited has got an error. */
  void abandon() {
    held = false;
    heldRequests.clear();
  }

  boolean isHeld() {
    return held;
  }

  long killedMillis() {
    return killedMillis;
  }

  /** The requests that waited, now that they are answered. */
  List<Integer> takeHeld() {
    List<Integer> taken = List.copyOf(heldRequests);
    world.countResumed(held);
    abandon();
    return taken;
  }

  void losePower() {
    if (!powered) {
      return;
    }
    world.trace(this, () -> "loses power");
    world.ledger().losesPower(this);
    world.network().machineDied(this);
    daemon = null;
    powered = false;
    pausedUntilMillis = 0;
    boots++;
    loseGuardian();
    answeredAlone.clear();
    disk.losePower(world.chance());
    world.ledger().writeOff(world.servers(), !world.isForced());
  }

  void losePowerWhileRunning() {
    losePower();
    throw new Killed();
  }

  /** Stopped like by SIGSTOP, or like a virtual machine, which does not see its own pause. */
  void pause(long millis, boolean virtual) {
    pausedUntilMillis = world.nowMillis() + millis;
    if (virtual) {
      clock.standStill(millis);
    }
  }

  void goOn() {
    pausedUntilMillis = 0;
  }

  /** The machine is restored as it was earlier. */
  void rollBackTo(Disk snapshot) {
    kill(false);
    world.trace(this, () -> "is rolled back to a snapshot");
    disk.rollBackTo(snapshot);
    boots++;
    rolledBack = true;
    world.ledger().writeOff(world.servers(), false);
  }

  @Override
  public String toString() {
    return name;
  }
}
