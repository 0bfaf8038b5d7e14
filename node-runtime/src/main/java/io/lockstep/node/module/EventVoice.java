package io.lockstep.node.module;

import io.lockstep.node.role.Action;
import io.lockstep.node.role.ModuleState;
import io.lockstep.node.role.RoleView;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells the history of one module. */
record EventVoice(String module, String node, NodeEvents events) {

  void tell(Action.Emit emit, long epoch) {
    events.happened(module, emit.type(), emit.actor(), epoch, emit.facts());
  }

  void tell(String type, long epoch, Map<String, Object> facts) {
    events.happened(module, type, "node:" + node, epoch, facts);
  }

  /** An event if people would see a difference. */
  void roleChanged(ModuleState before, ModuleState after) {
    RoleView old = RoleView.of(before);
    RoleView now = RoleView.of(after);
    if (old.role() == now.role() && old.readiness() == now.readiness()) {
      return;
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("from", old.role() + " " + old.readiness());
    facts.put("to", now.role() + " " + now.readiness());
    facts.put("role", now.role().name());
    facts.put("readiness", now.readiness().name());
    facts.put("reason", now.reason());
    tell("role.changed", after.record().lineage().lastNumber(), facts);
  }
}
