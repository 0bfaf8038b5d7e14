package io.lockstep.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.node.application.ApplicationState;
import io.lockstep.node.module.ModuleCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whoever stops or hands over has written first what programs left in the kernel's cache. */
class LeavingRulesTest {

  private static final RoleSettings SETTINGS =
      new RoleSettings("alpha", "beta", false, 3000, 10_000, 1000, 60_000, 500, 10_000, true, 3);

  private final RoleMachine machine = new RoleMachine(SETTINGS);
  private final List<Action> actions = new ArrayList<>();
  private ModuleState state;

  private static Epoch epoch(Epoch.Kind kind) {
    return new Epoch(7, new UUID(7, 7), 1, kind, "alpha", "test", false, 0);
  }

  private void serving(Epoch epoch, Phase phase) {
    NodeRecord fresh = NodeRecord.fresh("cluster", "db", "alpha", "boot");
    state =
        ModuleState.stopped(
                fresh.withLineage(fresh.lineage().plus(epoch)).withModuleId(new UUID(1, 1)),
                true,
                true)
            .withLinked(true)
            .withPhase(phase)
            .withApplication(ApplicationState.READY, "answers");
  }

  private void alone() {
    Epoch epoch = epoch(Epoch.Kind.ALONE);
    serving(epoch, new Phase.Alone(epoch, Phase.NOT_FEEDING));
  }

  private void primary() {
    Epoch epoch = epoch(Epoch.Kind.MIRRORED);
    serving(epoch, new Phase.Primary(epoch));
  }

  private void happens(Input input) {
    actions.clear();
    Step step = machine.decide(state, input, new Moment(1000, 1000, new UUID(9, 9), 10));
    state = step.state();
    actions.addAll(step.actions());
  }

  private void ordered(ModuleCommand command) {
    happens(new Input.Ordered(command, "operator", "1"));
  }

  private void applicationIsDown() {
    happens(new Input.ApplicationChanged(ApplicationState.STOPPED, "stopped"));
  }

  private boolean has(Class<? extends Action> kind) {
    return actions.stream().anyMatch(kind::isInstance);
  }

  private List<String> events() {
    return actions.stream()
        .filter(Action.Emit.class::isInstance)
        .map(action -> ((Action.Emit) action).type())
        .toList();
  }

  @Test
  void aLoneNodeStopsWhenAllIsWritten() {
    alone();
    ordered(ModuleCommand.STOP);
    assertThat(has(Action.WriteBack.class)).isFalse();
    applicationIsDown();
    assertThat(actions).containsExactly(new Action.WriteBack());
    applicationIsDown();
    assertThat(actions).isEmpty();
    happens(new Input.WrittenBack(true));
    assertThat(actions).containsSubsequence(new Action.CloseGate(), new Action.CloseModule());
    assertThat(events()).containsExactly("module.stopped");
    assertThat(state.phase()).isInstanceOf(Phase.Stopped.class);
  }

  @Test
  void aPrimaryFreezesWhenAllIsWritten() {
    primary();
    ordered(ModuleCommand.SWAP);
    applicationIsDown();
    assertThat(actions).containsExactly(new Action.WriteBack());
    happens(new Input.Drained(true));
    assertThat(actions).isEmpty();
    happens(new Input.WrittenBack(true));
    assertThat(actions).containsExactly(new Action.Freeze(), new Action.Drain());
  }

  @Test
  void whatIsNotWrittenInTimeIsTold() {
    primary();
    ordered(ModuleCommand.SWAP);
    applicationIsDown();
    happens(new Input.WrittenBack(false));
    assertThat(events()).containsExactly("writeback.incomplete");
    assertThat(has(Action.Freeze.class)).isTrue();
  }

  @Test
  void whoGivesUpItsRoleWaitsForNothing() {
    alone();
    happens(new Input.ActionFailed("no such device"));
    applicationIsDown();
    assertThat(has(Action.WriteBack.class)).isFalse();
    assertThat(state.phase()).isInstanceOf(Phase.Stopped.class);
  }
}
