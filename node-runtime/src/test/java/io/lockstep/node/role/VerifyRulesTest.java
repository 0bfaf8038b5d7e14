package io.lockstep.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.node.module.ModuleCommand;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Only a primary has somebody to compare itself with. */
class VerifyRulesTest {

  private static final RoleSettings SETTINGS =
      new RoleSettings("alpha", "beta", false, 3000, 10_000, 1000, 60_000, 500, 10_000, true, 3);
  private static final Epoch EPOCH =
      new Epoch(7, new UUID(7, 7), 1, Epoch.Kind.MIRRORED, "alpha", "test", false, 0);

  private static List<Action> ordered(Phase phase) {
    NodeRecord fresh = NodeRecord.fresh("cluster", "db", "alpha", "boot");
    ModuleState state =
        ModuleState.stopped(fresh.withLineage(fresh.lineage().plus(EPOCH)), true, false)
            .withPhase(phase);
    Input order = new Input.Ordered(ModuleCommand.VERIFY_HEAL, "operator", "1");
    Moment moment = new Moment(1000, 1000, new UUID(9, 9), 10);
    return new RoleMachine(SETTINGS).decide(state, order, moment).actions();
  }

  @Test
  void aPrimaryBegins() {
    assertThat(ordered(new Phase.Primary(EPOCH)))
        .containsExactly(new Action.Verify(ModuleCommand.VERIFY_HEAL, "operator", "1"));
  }

  @Test
  void anybodyElseRefuses() {
    List<Action> actions = ordered(new Phase.Alone(EPOCH, Phase.NOT_FEEDING));
    assertThat(actions).singleElement().isInstanceOf(Action.Answer.class);
    Action.Answer answer = (Action.Answer) actions.getFirst();
    assertThat(answer.accepted()).isFalse();
    assertThat(answer.message()).startsWith("expected a mirrored primary (PRIM), found ALONE");
  }
}
