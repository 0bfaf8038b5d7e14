package io.lockstep.node.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.role.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  @Test
  void tellsWhatAndWhere() {
    assertThat(
            new Environment("db", "alpha", Role.PRIM, 4, List.of(Path.of("/a"), Path.of("/b")))
                .variables())
        .isEqualTo(
            Map.of(
                "LOCKSTEP_MODULE", "db",
                "LOCKSTEP_NODE", "alpha",
                "LOCKSTEP_ROLE", "PRIM",
                "LOCKSTEP_EPOCH", "4",
                "LOCKSTEP_DATA", "/a",
                "LOCKSTEP_DATA_1", "/a",
                "LOCKSTEP_DATA_2", "/b"));
  }
}
