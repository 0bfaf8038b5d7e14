package io.lockstep.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.NodeRecord;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A node that serves and loses its peer answers nobody until it is entitled again. */
class LinkRulesTest {

  private static final RoleSettings SETTINGS =
      new RoleSettings("alpha", "beta", false, 3000, 10_000, 1000, 60_000, 500, 10_000, true, 3);

  private static final Epoch EPOCH =
      new Epoch(7, new UUID(7, 7), 1, Epoch.Kind.MIRRORED, "alpha", "test", false, 0);

  @ParameterizedTest
  @MethodSource("serving")
  void theGateIsHeldBeforeAnythingElse(Phase phase) {
    NodeRecord fresh = NodeRecord.fresh("cluster", "db", "alpha", "boot");
    NodeRecord record = fresh.withLineage(fresh.lineage().plus(EPOCH)).withModuleId(new UUID(1, 1));
    ModuleState state = ModuleState.stopped(record, true, false).withLinked(true).withPhase(phase);
    Step step =
        new RoleMachine(SETTINGS)
            .decide(state, new Input.LinkLost("reset"), new Moment(1000, 1000, new UUID(9, 9), 10));
    assertThat(step.actions()).startsWith(new Action.Freeze());
    assertThat(step.state().phase()).isInstanceOf(Phase.Frozen.class);
  }

  static Stream<Phase> serving() {
    return Stream.of(
        new Phase.Primary(EPOCH),
        new Phase.Joining(EPOCH),
        new Phase.HandingOver(EPOCH, Phase.Step.WRITING_BACK, EPOCH, false, "swap"));
  }
}
