package io.lockstep.control.bench;

import java.nio.file.Path;

/**
 * A directory that workloads are run in.
 *
 * @param name as it stands in the table: {@code native}, {@code passthrough}, {@code strict},
 *     {@code barrier}
 */
record Target(String name, Path directory) {
  static final String NATIVE = "native";
  static final String PASSTHROUGH = "passthrough";
}
