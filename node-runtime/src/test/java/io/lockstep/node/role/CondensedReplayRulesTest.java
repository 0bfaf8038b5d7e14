package io.lockstep.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.Verdict;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A tree that lacks what is overwritten later is never taken for a whole one. */
class CondensedReplayRulesTest {

  private static final UUID MODULE = new UUID(1, 1);
  private static final Moment NOW = new Moment(1_000_000, 1_000_000, new UUID(9, 9), 10);
  private static final RoleSettings SETTINGS =
      new RoleSettings("beta", "alpha", false, 3000, 10_000, 1000, 60_000, 500, 10_000, true, 3);
  private static final Epoch SEVENTH =
      new Epoch(7, new UUID(7, 7), 1, Epoch.Kind.ALONE, "alpha", "test", false, 0);
  private static final Epoch EIGHTH =
      new Epoch(8, new UUID(8, 8), 21, Epoch.Kind.MIRRORED, "alpha", "test", false, 0);
  private static final NodeRecord OUTDATED =
      NodeRecord.fresh("cluster", "db", "beta", "boot")
          .withModuleId(MODULE)
          .withLineage(Lineage.EMPTY.plus(SEVENTH))
          .withData(DataState.OUTDATED);

  private static Step decide(Verdict.Method method, NodeRecord record, Input input) {
    ModuleState state =
        ModuleState.stopped(record, true, false)
            .withLinked(true)
            .withPhase(new Phase.Target(method, 5));
    return new RoleMachine(SETTINGS).decide(state, input, NOW);
  }

  private static Step decide(NodeRecord record, Input input) {
    return decide(Verdict.Method.LOG, record, input);
  }

  @Test
  void itIsHiddenAndNotedBeforeTheSourceMayLeaveOut() {
    Step step = decide(OUTDATED, new Input.CondenseAsked(20));
    assertThat(step.actions())
        .containsExactly(
            new Action.Access(Action.Access.Allowed.NONE),
            new Action.Persist(OUTDATED.withWholeFrom(20)),
            new Action.TellCondensing(20));
    assertThat(step.state().record().data()).isEqualTo(DataState.INCONSISTENT);
  }

  @Test
  void whatAnEarlierReplayLeftOutStillCounts() {
    Step step = decide(OUTDATED.withWholeFrom(30), new Input.CondenseAsked(20));
    assertThat(step.state().record().wholeFrom()).isEqualTo(30);
  }

  @Test
  void onceItIsOnDiskItIsNotedAsWholeThenTheSourceHears() {
    Step step = decide(OUTDATED.withWholeFrom(20), new Input.TreeSettled(20));
    assertThat(step.actions())
        .containsExactly(
            new Action.Persist(OUTDATED),
            new Action.Access(Action.Access.Allowed.READ),
            new Action.TellSettled(20));
  }

  @Test
  void tooEarlyAnEndEndsTheReplay() {
    Step step = decide(OUTDATED.withWholeFrom(20), new Input.TreeSettled(19));
    assertThat(step.state().phase()).isInstanceOf(Phase.Waiting.class);
    assertThat(step.state().record()).isEqualTo(OUTDATED.withWholeFrom(20));
    assertThat(step.actions()).noneMatch(Action.TellSettled.class::isInstance);
  }

  @Test
  void noMirrorBeforeItIsWhole() {
    Input.JoinAsked asked =
        new Input.JoinAsked(Lineage.EMPTY.plus(SEVENTH).plus(EIGHTH), MODULE, true);
    Step step = decide(OUTDATED.withWholeFrom(20), asked);
    assertThat(step.state().phase()).isInstanceOf(Phase.Waiting.class);
    assertThat(step.state().record()).isEqualTo(OUTDATED.withWholeFrom(20));
    assertThat(decide(OUTDATED, asked).state().phase()).isInstanceOf(Phase.Secondary.class);
  }

  @Test
  void damageThatComesOnTopHasNoSuchWayOut() {
    Step step = decide(OUTDATED.withWholeFrom(20), new Input.TreeBroken("a failing disk"));
    assertThat(step.state().record().data()).isEqualTo(DataState.INCONSISTENT);
    assertThat(step.state().record().isHalfReplayed()).isFalse();
  }

  @Test
  void aSynchronisationByStateHasNothingToLeaveOut() {
    for (Input input : List.of(new Input.CondenseAsked(20), new Input.TreeSettled(20))) {
      assertThat(decide(Verdict.Method.STATE, OUTDATED, input).actions()).isEmpty();
    }
  }

  private static Step met(NodeRecord record, long lastOfSource) {
    Standing self = standing(record, 1, 12, false);
    NodeRecord serving =
        NodeRecord.fresh("cluster", "db", "alpha", "boot")
            .withModuleId(MODULE)
            .withLineage(record.lineage())
            .withAloneUsed();
    Standing peer = standing(serving, 0, lastOfSource, true);
    ModuleState state =
        ModuleState.stopped(record, true, false)
            .withLinked(true)
            .withPhase(new Phase.Waiting(0, 1, "test", Phase.NOT_FEEDING));
    return new RoleMachine(SETTINGS).decide(state, new Input.PeerMet(self, peer), NOW);
  }

  private static Standing standing(NodeRecord record, int index, long last, boolean serving) {
    return new Standing(record, index, 1, last, last, last, true, serving, false);
  }

  /** Until it is whole it stays what it is, also if it is interrupted a second time. */
  @Test
  void aReplayThatGoesOnStartsFromAMixture() {
    Step step = met(OUTDATED.withWholeFrom(15), 20);
    assertThat(step.state().phase()).isEqualTo(new Phase.Target(Verdict.Method.LOG, 12));
    assertThat(step.state().record().wholeFrom()).isEqualTo(15);
    assertThat(step.state().record().data()).isEqualTo(DataState.INCONSISTENT);
    assertThat(step.actions()).contains(new Action.Access(Action.Access.Allowed.NONE));
  }

  @Test
  void whereItCannotGoOnTheWayOutIsForgotten() {
    Step step = met(OUTDATED.withWholeFrom(15), 14);
    assertThat(step.state().phase()).isInstanceOf(Phase.Target.class);
    assertThat(((Phase.Target) step.state().phase()).method()).isEqualTo(Verdict.Method.STATE);
    assertThat(step.state().record().isHalfReplayed()).isFalse();
    assertThat(step.state().record().data()).isEqualTo(DataState.INCONSISTENT);
  }
}
