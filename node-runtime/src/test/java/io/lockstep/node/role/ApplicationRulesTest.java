package io.lockstep.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.node.application.ApplicationState;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An application that fails again and again is not restarted for ever. */
class ApplicationRulesTest {

  private static final int MAX_RESTARTS = 3;
  private static final RoleSettings SETTINGS =
      new RoleSettings(
          "alpha", "beta", false, 3000, 10_000, 1000, 60_000, 500, 10_000, true, MAX_RESTARTS);

  private final RoleMachine machine = new RoleMachine(SETTINGS);
  private final List<Action> actions = new ArrayList<>();
  private long nowMillis = 1_000_000;
  private ModuleState state;

  private static Epoch epoch(Epoch.Kind kind) {
    return new Epoch(7, new UUID(7, 7), 1, kind, "alpha", "test", false, 0);
  }

  private static ModuleState serving(Phase phase, Epoch epoch) {
    NodeRecord fresh = NodeRecord.fresh("cluster", "db", "alpha", "boot");
    return ModuleState.stopped(
            fresh.withLineage(fresh.lineage().plus(epoch)).withModuleId(new UUID(1, 1)), true, true)
        .withLinked(true)
        .withPhase(phase)
        .withApplication(ApplicationState.READY, "answers");
  }

  private void alone() {
    Epoch epoch = epoch(Epoch.Kind.ALONE);
    state = serving(new Phase.Alone(epoch, Phase.NOT_FEEDING), epoch);
  }

  private void primary() {
    Epoch epoch = epoch(Epoch.Kind.MIRRORED);
    state = serving(new Phase.Primary(epoch), epoch);
  }

  private void fails() {
    actions.clear();
    Step step =
        machine.decide(
            state,
            new Input.ApplicationChanged(ApplicationState.FAILED, "exit code 1"),
            new Moment(nowMillis, nowMillis, new UUID(9, nowMillis), 10));
    state = step.state();
    actions.addAll(step.actions());
  }

  private boolean isRestarted() {
    return actions.stream().anyMatch(Action.StartApplication.class::isInstance);
  }

  private List<String> events() {
    return actions.stream()
        .filter(Action.Emit.class::isInstance)
        .map(action -> ((Action.Emit) action).type())
        .toList();
  }

  private void failsAndIsRestarted(int times) {
    for (int i = 0; i < times; i++) {
      fails();
      assertThat(isRestarted()).as("failure %d", i + 1).isTrue();
      assertThat(events()).containsExactly("application.failed");
      nowMillis += 1000;
    }
  }

  @Test
  void aloneTheModuleStopsAfterTheLastRestart() {
    alone();
    failsAndIsRestarted(MAX_RESTARTS);
    fails();
    assertThat(isRestarted()).isFalse();
    assertThat(events()).contains("application.failed", "module.gave-up");
    assertThat(state.phase()).isInstanceOfAny(Phase.Leaving.class, Phase.Stopped.class);
  }

  @Test
  void aPrimaryHandsOverOnceAndStopsTheNextTime() {
    primary();
    failsAndIsRestarted(MAX_RESTARTS);
    fails();
    assertThat(isRestarted()).isFalse();
    assertThat(state.phase())
        .isInstanceOfSatisfying(
            Phase.HandingOver.class, handing -> assertThat(handing.thenStop()).isFalse());
    // The peer has handed back meanwhile: its application fails as well.
    state = state.withPhase(new Phase.Primary(epoch(Epoch.Kind.MIRRORED)));
    fails();
    assertThat(isRestarted()).isFalse();
    assertThat(events()).contains("module.gave-up");
    assertThat(state.phase())
        .isInstanceOfSatisfying(
            Phase.HandingOver.class, handing -> assertThat(handing.thenStop()).isTrue());
  }

  @Test
  void failuresOlderThanADayDoNotCount() {
    alone();
    failsAndIsRestarted(MAX_RESTARTS);
    nowMillis += RoleSettings.RESTART_WINDOW_MILLIS + 1;
    failsAndIsRestarted(MAX_RESTARTS);
  }
}
