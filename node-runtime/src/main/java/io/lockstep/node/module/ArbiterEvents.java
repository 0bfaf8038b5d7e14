package io.lockstep.node.module;

import io.lockstep.node.membership.ArbiterWatch;
import java.util.Map;

/** Puts the comings and goings of the arbiter into the node's history. */
record ArbiterEvents(String node, NodeEvents events) implements ArbiterWatch.Listener {

  @Override
  public void unreachable(String why) {
    tell("arbiter.unreachable", Map.of("reason", why));
  }

  @Override
  public void reachable() {
    tell("arbiter.reachable", Map.of());
  }

  private void tell(String type, Map<String, Object> facts) {
    events.happened("", type, "node:" + node, 0, facts);
  }
}
