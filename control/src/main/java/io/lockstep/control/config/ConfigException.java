package io.lockstep.control.config;

import java.util.List;

/**
 * A configuration that cannot be used. The message is one line for each problem, such as {@code
 * node.yml:12: modules[0].peer-timeout: expected a duration such as 3s, found "abc"}.
 */
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems in the order of the file, one line each. */
  public List<String> problems() {
    return problems;
  }
}
