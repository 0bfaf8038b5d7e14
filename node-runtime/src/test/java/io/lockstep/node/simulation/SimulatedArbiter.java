package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.node.role.Input.ClaimOutcome;
import java.util.HashMap;
import java.util.Map;

/**
 * A record for each number, created once and never replaced. Its answer may be lost, before or
 * after it was written down.
 */
final class SimulatedArbiter {

  private record Held(String node, Epoch epoch) {}

  private final Map<Long, Held> records = new HashMap<>();
  private final Chance chance;
  private boolean reachable = true;

  SimulatedArbiter(Chance chance) {
    this.chance = chance;
  }

  void reachable(boolean value) {
    reachable = value;
  }

  boolean isReachable() {
    return reachable;
  }

  ClaimOutcome claim(String node, Epoch candidate) {
    if (!reachable || chance.oneIn(10)) {
      return new ClaimOutcome.Unknown("no answer");
    }
    Held mine = new Held(node, candidate);
    Held held = records.putIfAbsent(candidate.number(), mine);
    if (chance.oneIn(10)) {
      return new ClaimOutcome.Unknown("the answer was lost");
    }
    boolean granted =
        held == null || (held.node.equals(node) && held.epoch.id().equals(candidate.id()));
    return granted ? new ClaimOutcome.Granted() : new ClaimOutcome.Held(held.node, held.epoch.id());
  }

  /** Whether that node would be granted the number now. */
  boolean wouldGrant(String node, long number) {
    Held held = records.get(number);
    return held == null || held.node.equals(node);
  }
}
