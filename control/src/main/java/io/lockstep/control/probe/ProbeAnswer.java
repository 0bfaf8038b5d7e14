package io.lockstep.control.probe;

import io.lockstep.node.module.ModuleStatus;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.util.List;
import java.util.Optional;

/**
 * What the probe says. Pure.
 *
 * @param code the HTTP status: 200 on the node that serves, 503 elsewhere
 * @param body one line
 */
record ProbeAnswer(int code, String body) {

  static final ProbeAnswer NOT_ALLOWED = new ProbeAnswer(405, "expected GET or HEAD\n");

  static ProbeAnswer notFound(List<String> modules) {
    return new ProbeAnswer(404, "expected /probe/MODULE, with one of " + modules + " as MODULE\n");
  }

  /** For a configured module; empty while the node starts. */
  static ProbeAnswer of(String module, Optional<ModuleStatus> status) {
    return status
        .map(s -> new ProbeAnswer(serves(s) ? 200 : 503, line(s)))
        .orElseGet(() -> new ProbeAnswer(503, module + " is not running yet\n"));
  }

  private static boolean serves(ModuleStatus status) {
    boolean primary = status.role() == Role.PRIM || status.role() == Role.ALONE;
    return primary && status.readiness() == Readiness.READY;
  }

  private static String line(ModuleStatus status) {
    return "%s %s %s epoch %d\n"
        .formatted(status.module(), status.role(), status.readiness(), status.epoch());
  }
}
