package io.lockstep.control.events;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Events for tests. */
final class Events {

  private Events() {}

  static NewEvent event(String module, String type, long timeMillis, Map<String, Object> facts) {
    return new NewEvent(UUID.randomUUID(), timeMillis, module, type, "node:alpha", 3, facts);
  }

  static NewEvent roleChanged(String module, String role, String readiness, long timeMillis) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("role", role);
    facts.put("readiness", readiness);
    return event(module, "role.changed", timeMillis, facts);
  }
}
