package io.lockstep.node.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.config.NodeConfig.Application;
import io.lockstep.node.scope.Exclusion;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopLimitTest {

  private static final Application SERVER =
      new Application.Command(List.of("/bin/server"), List.of(), "", null, 60_000, 90_000, 3);
  private static final Application SCRIPTS =
      new Application.Scripts(Path.of("/scripts"), 60_000, 3_600_000, 5_000, 3);

  private static NodeConfig.Module module(Application application) {
    return new NodeConfig.Module(
        "db",
        List.of(Path.of("/data")),
        Exclusion.NONE,
        NodeConfig.Mode.STRICT,
        NodeConfig.SecondaryAccess.READ,
        3_000,
        10_000,
        4,
        256L << 20,
        8L << 30,
        0,
        0,
        true,
        application,
        NodeConfig.Verify.ON_DEMAND);
  }

  @Test
  void theSlowestApplicationIsWaitedForAndWhatTheNodeItselfNeeds() {
    NodeConfig.Module bare = module(new Application.None());
    assertThat(StopLimit.millis(List.of())).isEqualTo(StopLimit.OWN_MILLIS);
    assertThat(StopLimit.millis(List.of(bare))).isEqualTo(StopLimit.OWN_MILLIS);
    assertThat(StopLimit.millis(List.of(bare, module(SERVER))))
        .isEqualTo(90_000 + StopLimit.OWN_MILLIS);
    assertThat(StopLimit.millis(List.of(module(SERVER), module(SCRIPTS), bare)))
        .isEqualTo(3_600_000 + StopLimit.OWN_MILLIS);
  }
}
