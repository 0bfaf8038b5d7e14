package io.lockstep.node.application;

import io.lockstep.node.role.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a started application is told about where it runs.
 *
 * @param epoch number of the epoch in which it is started
 * @param directories the replicated directories, as configured
 */
public record Environment(
    String module, String node, Role role, long epoch, List<Path> directories) {

  public Environment {
    directories = List.copyOf(directories);
  }

  /**
   * The same as environment variables: LOCKSTEP_MODULE, _NODE, _ROLE, _EPOCH, _DATA (the first
   * directory) and _DATA_1, _DATA_2 and so on.
   */
  public Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("LOCKSTEP_MODULE", module);
    variables.put("LOCKSTEP_NODE", node);
    variables.put("LOCKSTEP_ROLE", role.name());
    variables.put("LOCKSTEP_EPOCH", Long.toString(epoch));
    for (int i = 0; i < directories.size(); i++) {
      variables.put("LOCKSTEP_DATA_" + (i + 1), directories.get(i).toString());
    }
    if (!directories.isEmpty()) {
      variables.put("LOCKSTEP_DATA", directories.getFirst().toString());
    }
    return variables;
  }
}
