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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A node enters an epoch that its peer offers only if it has all that goes before. Links that keep
 * their order never ask too early, so the simulation cannot show this.
 */
class EnteringRulesTest {

  private static final UUID MODULE = new UUID(1, 1);
  private static final Moment NOW = new Moment(1_000_000, 1_000_000, new UUID(9, 9), 10);
  private static final RoleSettings SETTINGS =
      new RoleSettings("beta", "alpha", false, 3000, 10_000, 1000, 60_000, 500, 10_000, true, 3);
  private static final Lineage PAST = Lineage.EMPTY.plus(epoch(7, Epoch.Kind.MIRRORED, "alpha"));

  private static Epoch epoch(long number, Epoch.Kind kind, String primary) {
    return new Epoch(number, new UUID(number, number), number, kind, primary, "test", false, 0);
  }

  private static Step decide(Phase phase, DataState data, Input input) {
    NodeRecord record =
        NodeRecord.fresh("cluster", "db", "beta", "boot")
            .withLineage(PAST)
            .withModuleId(MODULE)
            .withData(data);
    ModuleState state = ModuleState.stopped(record, true, false).withLinked(true).withPhase(phase);
    return new RoleMachine(SETTINGS).decide(state, input, NOW);
  }

  private static Step joinAsked(Epoch next, boolean complete) {
    return decide(
        new Phase.Target(Verdict.Method.LOG, 5),
        DataState.OUTDATED,
        new Input.JoinAsked(PAST.plus(next), MODULE, complete));
  }

  private static Step handoverAsked(Epoch next, boolean complete) {
    return decide(
        new Phase.Secondary(PAST.last().orElseThrow()),
        DataState.OUTDATED,
        new Input.HandoverAsked(PAST.plus(next), complete));
  }

  /**
   * Otherwise its journal would end where the source's does while its lineage is older, and a kill
   * in between would leave a copy that seems to hold more than its source: for a human.
   */
  @Test
  void aCopyByStateTakesTheSourcesEpochsBeforeItsJournalMoves() {
    Epoch next = epoch(8, Epoch.Kind.MIRRORED, "alpha");
    Step step =
        decide(
            new Phase.Target(Verdict.Method.STATE, 0),
            DataState.INCONSISTENT,
            new Input.JoinAsked(PAST.plus(next), MODULE, true));

    assertThat(step.actions().getFirst())
        .isInstanceOfSatisfying(
            Action.Persist.class,
            first -> {
              assertThat(first.record().lineage()).isEqualTo(PAST.plus(next));
              assertThat(first.record().data()).isEqualTo(DataState.INCONSISTENT);
            });
    assertThat(step.actions().get(1)).isEqualTo(new Action.Mirror(next));
    // What its journal holds from before must not be offered to anybody once the copy counts.
    assertThat(step.actions().get(2)).isEqualTo(new Action.TrustTree(next.firstSequence() - 1));
    assertThat(step.actions().get(3)).isInstanceOf(Action.Persist.class);
    assertThat(step.state().record().data()).isEqualTo(DataState.UP_TO_DATE);
  }

  @Test
  void aFailedActionDoesNotMakeAMixtureWhole() {
    Phase.Secondary mirror = new Phase.Secondary(PAST.last().orElseThrow());
    Step step = decide(mirror, DataState.INCONSISTENT, new Input.ActionFailed("a failing disk"));

    assertThat(step.state().record().data()).isEqualTo(DataState.INCONSISTENT);
  }

  /** Two nodes serve after a human's order; one has not acknowledged anything when it tells so. */
  @Test
  void aNodeThatServesStopsServingBeforeItIsMeasuredAgainAsATarget() {
    Epoch own = epoch(9, Epoch.Kind.ALONE, "beta");
    Epoch others = epoch(8, Epoch.Kind.ALONE, "alpha");
    NodeRecord record = NodeRecord.fresh("cluster", "db", "beta", "boot").withModuleId(MODULE);
    NodeRecord peer =
        NodeRecord.fresh("cluster", "db", "alpha", "boot")
            .withModuleId(MODULE)
            .withLineage(PAST.plus(others))
            .withAloneUsed();
    ModuleState state =
        ModuleState.stopped(record.withLineage(PAST.plus(own)), true, false)
            .withLinked(true)
            .withPhase(new Phase.Alone(own, Phase.NOT_FEEDING));
    Standing self = new Standing(state.record(), 1, 1, 10, 10, 10, true, true, false);
    Standing other = new Standing(peer, 0, 1, 10, 10, 10, true, true, false);

    Step step = new RoleMachine(SETTINGS).decide(state, new Input.PeerMet(self, other), NOW);

    assertThat(step.state().phase()).isInstanceOf(Phase.Waiting.class);
    assertThat(disconnects(step)).isTrue();
    assertThat(step.actions()).contains(new Action.CloseGate());
    assertThat(step.actions()).noneMatch(Action.Receive.class::isInstance);
  }

  /** The gap keeps a peer from being fed across what the loss of power took. */
  @Test
  void anEpochThatBeginsWithATreeThatLostPowerLeavesAGapInTheJournal() {
    assertThat(grantedAfterReturn(true).firstSequence()).isEqualTo(NOW.lastSequence() + 1);
    assertThat(grantedAfterReturn(false).firstSequence()).isEqualTo(NOW.lastSequence() + 2);
  }

  private static Epoch grantedAfterReturn(boolean trusted) {
    Epoch asked = epoch(8, Epoch.Kind.ALONE, "beta");
    NodeRecord record =
        NodeRecord.fresh("cluster", "db", "beta", "boot").withLineage(PAST).withModuleId(MODULE);
    ModuleState state =
        ModuleState.stopped(record, trusted, false)
            .withPhase(new Phase.Claiming(asked, Phase.Purpose.RETURN, 0));
    Input granted = new Input.ClaimAnswered(new Input.ClaimOutcome.Granted());
    Step step = new RoleMachine(SETTINGS).decide(state, granted, NOW);
    return step.state().record().lineage().last().orElseThrow();
  }

  /** Whatever the disk made of it is served; the journal does not tell how it came about. */
  @ParameterizedTest
  @CsvSource({"INCONSISTENT,true", "REPLACED,true", "OUTDATED,false", "GIVEN_UP,false"})
  void aDamagedCopyThatIsForcedBeginsItsJournalAnew(DataState data, boolean distrusted) {
    Epoch asked = epoch(8, Epoch.Kind.ALONE, "beta");
    Step step =
        decide(
            new Phase.Claiming(asked, Phase.Purpose.FORCE, 0),
            data,
            new Input.ClaimAnswered(new Input.ClaimOutcome.Granted()));
    List<Action> actions = step.actions();
    assertThat(actions.contains(new Action.DistrustTree())).isEqualTo(distrusted);
    assertThat(step.state().treeTrusted()).isEqualTo(!distrusted);
    assertThat(step.state().record().lineage().last().orElseThrow().firstSequence())
        .isEqualTo(NOW.lastSequence() + (distrusted ? 2 : 1));
    // The copy counts from the record on.
    assertThat(actions.indexOf(new Action.DistrustTree()))
        .isLessThan(actions.indexOf(new Action.Persist(step.state().record())));
  }

  /** Where what does not fit stays so, two nodes must not meet again and again without a pause. */
  @Test
  void aTargetThatCannotEnterPausesBeforeItTriesAgain() {
    Step step = joinAsked(epoch(8, Epoch.Kind.MIRRORED, "alpha"), false);
    assertThat(step.state().phase()).isInstanceOf(Phase.Waiting.class);
    assertThat(step.state().setback().isInTheWay()).isTrue();
  }

  private static boolean persists(Step step) {
    return step.actions().stream().anyMatch(Action.Persist.class::isInstance);
  }

  private static boolean disconnects(Step step) {
    return step.actions().stream().anyMatch(Action.Disconnect.class::isInstance);
  }

  @Test
  void aWholeCopyIsAMirrorAndThenPrimary() {
    assertThat(joinAsked(epoch(8, Epoch.Kind.MIRRORED, "alpha"), true).state().phase())
        .isInstanceOf(Phase.Secondary.class);
    assertThat(handoverAsked(epoch(8, Epoch.Kind.MIRRORED, "beta"), true).state().phase())
        .isInstanceOf(Phase.Primary.class);
  }

  @ParameterizedTest
  @CsvSource({"8, MIRRORED, false", "8, ALONE, true"})
  void noMirrorOfWhatItLacks(long number, Epoch.Kind kind, boolean complete) {
    Step step = joinAsked(epoch(number, kind, "alpha"), complete);
    assertThat(step.state().phase()).isInstanceOf(Phase.Waiting.class);
    assertThat(step.state().record().data()).isEqualTo(DataState.OUTDATED);
    assertThat(persists(step)).isFalse();
    assertThat(disconnects(step)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"8, beta, false", "8, alpha, true"})
  void noPrimaryOfWhatItLacks(long number, String primary, boolean complete) {
    Step step = handoverAsked(epoch(number, Epoch.Kind.MIRRORED, primary), complete);
    assertThat(step.state().phase()).isInstanceOf(Phase.Orphan.class);
    assertThat(step.state().record().lineage()).isEqualTo(PAST);
    assertThat(persists(step)).isFalse();
    assertThat(disconnects(step)).isTrue();
  }
}
