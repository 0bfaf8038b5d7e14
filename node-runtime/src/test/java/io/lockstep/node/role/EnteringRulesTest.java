package io.lockstep.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.lineage.Verdict;
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
