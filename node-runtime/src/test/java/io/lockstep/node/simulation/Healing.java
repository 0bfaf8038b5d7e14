package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.role.Phase;
import java.util.List;

/** With everything up and reachable the pair becomes a mirror again by itself. */
final class Healing {

  private static final int LIMIT_STEPS = 4_000;
  private static final int SETTLED_STEPS = 5;
  private static final int COMPARED_AFTER_STEPS = 20;

  private final World world;
  private final Clients clients;
  private final boolean humanAllowed;

  /**
   * After the last fault.
   *
   * @param humanAllowed whether what happened may leave a decision that only a human can take
   */
  Healing(World world, Clients clients, boolean humanAllowed) {
    this.world = world;
    this.clients = clients;
    this.humanAllowed = humanAllowed;
  }

  void heal() {
    int settled = 0;
    for (int i = 0; i < LIMIT_STEPS && settled < SETTLED_STEPS; i++) {
      world.servers().forEach(Healing::bringUp);
      world.step();
      settled = isMirror() ? settled + 1 : 0;
      if (world.isForced() && areApart()) {
        return;
      }
      if (waitsForAHuman(world.first()) && waitsForAHuman(world.second())) {
        decide();
      } else if (humanAllowed || world.isForced()) {
        endSplit();
      }
    }
    Invariant.HEALS.holds(isMirror(), "no mirror %d steps after the last fault", LIMIT_STEPS);
    writeAndCompare();
  }

  private static void bringUp(Server server) {
    server.boot();
    Daemon daemon = server.daemon();
    if (daemon.phase() instanceof Phase.Stopped && daemon.isIdle()) {
      daemon.order(ModuleCommand.START);
    }
  }

  private void writeAndCompare() {
    for (int i = 0; i < COMPARED_AFTER_STEPS; i++) {
      if (i < COMPARED_AFTER_STEPS / 2) {
        clients.writeSomewhere();
      }
      world.step();
    }
    SimulatedTree first = world.first().disk().history().tree();
    SimulatedTree second = world.second().disk().history().tree();
    Invariant.EQUAL_WHEN_HEALED.holds(first.equalTo(second), "%s and %s", first, second);
    int lacking = world.isForced() ? -1 : world.ledger().firstOwedOutside(first.content());
    Invariant.NOTHING_LOST.holds(
        lacking < 0, "operation %d was acknowledged and is in neither tree", lacking);
  }

  private boolean isMirror() {
    return isMirror(world.first(), world.second()) || isMirror(world.second(), world.first());
  }

  private static boolean isMirror(Server primary, Server second) {
    return primary.daemon() != null
        && second.daemon() != null
        && primary.daemon().phase() instanceof Phase.Primary
        && second.daemon().phase() instanceof Phase.Secondary;
  }

  /** The copy that is worth most is taken. */
  private void decide() {
    Invariant.HEALS.holds(humanAllowed || world.isForced(), "a human is needed");
    boolean firstIsBetter =
        world.first().record().data().compareTo(world.second().record().data()) <= 0;
    Server best = firstIsBetter && !world.first().isRolledBack() ? world.first() : world.second();
    if (best.daemon().isIdle()) {
      world.trace(best, () -> "is chosen by a human");
      best.daemon().order(ModuleCommand.FORCE_PRIMARY);
    }
  }

  /**
   * Both have acknowledged what the other lacks, or an old snapshot seems to: it, or the copy that
   * yielded, is given up.
   */
  private void endSplit() {
    List<Server> old = world.servers().stream().filter(Server::isRolledBack).toList();
    for (Server server : old.isEmpty() ? world.servers() : old) {
      boolean decided = world.peerOf(server).record().data().isGivenUp();
      if (waitsBecause(server, "split") && !decided && server.daemon().isIdle()) {
        world.trace(server, () -> "its copy is given up by a human");
        server.daemon().order(ModuleCommand.GIVE_UP);
        return;
      }
    }
  }

  /** By force a new node was made the first of another module: it has to be emptied. */
  private boolean areApart() {
    NodeRecord first = world.first().record();
    NodeRecord second = world.second().record();
    boolean strangers =
        !first.isFresh() && !second.isFresh() && !first.moduleId().equals(second.moduleId());
    return strangers
        || world.servers().stream()
            .anyMatch(server -> waitsBecause(server, "the directories of the new node"));
  }

  private static boolean waitsForAHuman(Server server) {
    return waitsBecause(server, "one copy is damaged")
        || waitsBecause(server, "neither node")
        || waitsBecause(server, "one node is new");
  }

  private static boolean waitsBecause(Server server, String reason) {
    return server.daemon() != null
        && server.daemon().phase() instanceof Phase.Waiting waiting
        && waiting.reason().startsWith(reason);
  }
}
