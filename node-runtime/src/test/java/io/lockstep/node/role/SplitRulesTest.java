package io.lockstep.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.node.module.ModuleCommand;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What beta does when it and alpha have acknowledged writes that the other lacks. */
class SplitRulesTest {

  private static final UUID MODULE = new UUID(1, 1);
  private static final Moment NOW = new Moment(1_000_000, 1_000_000, new UUID(9, 9), 15);
  private static final RoleSettings SETTINGS =
      new RoleSettings("beta", "alpha", false, 3000, 10_000, 1000, 60_000, 500, 10_000, true, 3);
  private static final Lineage SHARED = Lineage.EMPTY.plus(epoch(1, 1, "alpha", false));
  private static final Epoch ALPHA = alone(2, "alpha", false);
  private static final Epoch BETA = alone(3, "beta", true);
  private static final Phase SERVES = new Phase.Alone(BETA, Phase.NOT_FEEDING);
  private static final Phase WAITS = new Phase.Waiting(0, 0, "test", Phase.NOT_FEEDING);

  private static Epoch alone(long number, String primary, boolean forced) {
    return epoch(number, 11, primary, forced);
  }

  private static Epoch epoch(long number, long first, String primary, boolean forced) {
    Epoch.Kind kind = number == 1 ? Epoch.Kind.MIRRORED : Epoch.Kind.ALONE;
    UUID id = new UUID(number, primary.hashCode());
    return new Epoch(number, id, first, kind, primary, "test", forced, 0);
  }

  private static NodeRecord record(String node, Epoch own, DataState data) {
    return NodeRecord.fresh("cluster", "db", node, "boot")
        .withLineage(SHARED.plus(own))
        .withModuleId(MODULE)
        .withData(data)
        .withAloneUsed();
  }

  private static Standing standing(NodeRecord record, boolean serving) {
    int index = record.node().equals("alpha") ? 0 : 1;
    return new Standing(record, index, 1, 15, 15, 15, true, serving, false);
  }

  private static Step decide(Phase phase, DataState data, Input input) {
    ModuleState state =
        ModuleState.stopped(record("beta", BETA, data), true, false)
            .withLinked(true)
            .withPhase(phase);
    return new RoleMachine(SETTINGS).decide(state, input, NOW);
  }

  private static Step meets(Phase phase, DataState data, Standing alpha) {
    Standing beta = standing(record("beta", BETA, data), phase instanceof Phase.Alone);
    return decide(phase, data, new Input.PeerMet(beta, alpha));
  }

  private static Standing alpha(DataState data, boolean serving) {
    return standing(record("alpha", ALPHA, data), serving);
  }

  private static Step ordered(Phase phase, DataState data) {
    return decide(phase, data, new Input.Ordered(ModuleCommand.GIVE_UP, "cli:test", "id"));
  }

  private static List<Class<?>> kinds(Step step) {
    return step.actions().stream().<Class<?>>map(Object::getClass).toList();
  }

  private static DataState data(Step step) {
    return step.state().record().data();
  }

  private static int indexOf(Step step, Class<?> kind) {
    return kinds(step).indexOf(kind);
  }

  @Test
  void theOneThatWasDecidedOnLaterGoesOnServing() {
    Step step = meets(SERVES, DataState.UP_TO_DATE, alpha(DataState.UP_TO_DATE, true));
    assertThat(step.state().phase()).isEqualTo(SERVES);
    assertThat(data(step)).isEqualTo(DataState.UP_TO_DATE);
    assertThat(kinds(step)).contains(Action.TellVerdict.class).doesNotContain(Action.Receive.class);
  }

  @Test
  void theOtherStopsAcknowledgingThenIsDurablyOutdated() {
    Epoch later = alone(4, "alpha", false);
    Standing alpha = standing(record("alpha", later, DataState.UP_TO_DATE), true);
    Step step = meets(SERVES, DataState.UP_TO_DATE, alpha);
    assertThat(step.state().phase()).isInstanceOf(Phase.Waiting.class);
    assertThat(step.state().reason()).startsWith("split: ");
    assertThat(data(step)).isEqualTo(DataState.OUTDATED);
    assertThat(indexOf(step, Action.CloseGate.class))
        .isNotNegative()
        .isLessThan(kinds(step).lastIndexOf(Action.Persist.class));
  }

  @Test
  void ofTwoThatDoNotServeTheOneThatHadNotYieldedServesAgain() {
    Step again = meets(WAITS, DataState.UP_TO_DATE, alpha(DataState.OUTDATED, false));
    assertThat(again.state().phase()).isInstanceOf(Phase.Preparing.class);
    Step yielded = meets(WAITS, DataState.OUTDATED, alpha(DataState.UP_TO_DATE, false));
    assertThat(yielded.state().phase()).isInstanceOf(Phase.Waiting.class);
    Step both = meets(WAITS, DataState.UP_TO_DATE, alpha(DataState.UP_TO_DATE, false));
    assertThat(both.state().phase()).isInstanceOf(Phase.Waiting.class);
    assertThat(data(both)).isEqualTo(DataState.OUTDATED);
  }

  @Test
  void aNodeThatYieldedDoesNotServeAgainWhenItsPeerIsGone() {
    Step step = meets(WAITS, DataState.UP_TO_DATE, alpha(DataState.UP_TO_DATE, true));
    PeerLife dead = new PeerLife(PeerLife.Kind.PROVEN_DEAD, "test");
    Moment late = new Moment(9_000_000, 9_000_000, new UUID(8, 8), 15);
    Step tick =
        new RoleMachine(SETTINGS)
            .decide(step.state().withLinked(false), new Input.Tick(dead, 0), late);
    assertThat(tick.state().phase()).isInstanceOf(Phase.Waiting.class);
  }

  /** Forced to be primary after all, it would otherwise be taken for what its journal says. */
  @Test
  void aDamagedCopyThatIsGivenUpIsTrustedNoMore() {
    Step step = ordered(WAITS, DataState.INCONSISTENT);
    assertThat(data(step)).isEqualTo(DataState.GIVEN_UP);
    assertThat(indexOf(step, Action.DistrustTree.class))
        .isNotNegative()
        .isLessThan(indexOf(step, Action.Persist.class));
    assertThat(indexOf(ordered(WAITS, DataState.OUTDATED), Action.DistrustTree.class)).isNegative();
  }

  @Test
  void givingUpIsDurableBeforeTheNodesMeetAnew() {
    Step step = ordered(WAITS, DataState.OUTDATED);
    assertThat(data(step)).isEqualTo(DataState.GIVEN_UP);
    assertThat(indexOf(step, Action.Persist.class))
        .isNotNegative()
        .isLessThan(indexOf(step, Action.Disconnect.class));
    assertThat(step.state().phase()).isInstanceOf(Phase.Waiting.class);
    assertThat(ordered(WAITS, DataState.REPLACED).state().record().data())
        .isEqualTo(DataState.REPLACED);
  }

  @Test
  void aNodeThatServesIsNotGivenUp() {
    Step step = ordered(SERVES, DataState.UP_TO_DATE);
    assertThat(step.actions()).singleElement().isInstanceOf(Action.Answer.class);
    assertThat(((Action.Answer) step.actions().getFirst()).accepted()).isFalse();
    assertThat(step.state().phase()).isEqualTo(SERVES);
  }

  @Test
  void nothingIsReceivedBeforeTheArchiveIsThere() {
    Step begun = meets(WAITS, DataState.GIVEN_UP, alpha(DataState.UP_TO_DATE, true));
    assertThat(begun.state().phase()).isInstanceOf(Phase.Archiving.class);
    assertThat(begun.actions()).contains(new Action.Archive(10, source()));
    assertThat(kinds(begun)).doesNotContain(Action.Receive.class, Action.TellVerdict.class);
    assertThat(data(begun)).isEqualTo(DataState.GIVEN_UP);

    Step done = decide(begun.state().phase(), DataState.GIVEN_UP, new Input.Archived("id"));
    assertThat(data(done)).isEqualTo(DataState.REPLACED);
    assertThat(indexOf(done, Action.Persist.class)).isLessThan(indexOf(done, Action.Meet.class));
    Step fed = meets(done.state().phase(), DataState.REPLACED, alpha(DataState.UP_TO_DATE, true));
    assertThat(fed.state().phase()).isInstanceOf(Phase.Target.class);
    assertThat(data(fed)).isEqualTo(DataState.REPLACED);
  }

  private static String source() {
    return "alpha is the source: the other copy was given up";
  }

  @Test
  void aDamagedCopyThatAnsweredIsArchivedToo() {
    Step step = meets(WAITS, DataState.INCONSISTENT, alpha(DataState.UP_TO_DATE, true));
    assertThat(step.state().phase()).isInstanceOf(Phase.Archiving.class);
  }

  @Test
  void withoutAnArchiveNothingIsReplacedAndItIsTriedAgainLater() {
    Step failed =
        decide(new Phase.Archiving(), DataState.GIVEN_UP, new Input.ArchiveFailed("no room"));
    assertThat(failed.state().phase()).isInstanceOf(Phase.Waiting.class);
    assertThat(failed.state().reason()).contains("no room");
    assertThat(data(failed)).isEqualTo(DataState.GIVEN_UP);
    assertThat(failed.state().setback().isInTheWay()).isTrue();
    assertThat(kinds(failed)).doesNotContain(Action.Receive.class, Action.Persist.class);
  }

  @Test
  void anArchiveOfAnEarlierAttemptDecidesNothing() {
    Step step = decide(WAITS, DataState.GIVEN_UP, new Input.Archived("id"));
    assertThat(step.actions()).isEmpty();
    assertThat(data(step)).isEqualTo(DataState.GIVEN_UP);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataState.class,
      names = {"GIVEN_UP", "REPLACED"})
  void damageDoesNotMakeAHumansDecisionUnheard(DataState decided) {
    assertThat(data(decide(WAITS, decided, new Input.TreeBroken("test")))).isEqualTo(decided);
  }

  @Test
  void whoIsForcedAsksForANumberAboveAllThatAreKnown() {
    ModuleState state =
        ModuleState.stopped(record("beta", BETA, DataState.OUTDATED), true, false)
            .withPeerPromised(7)
            .withPhase(WAITS);
    Input order = new Input.Ordered(ModuleCommand.FORCE_PRIMARY, "cli:test", "id");
    Step step = new RoleMachine(SETTINGS).decide(state, order, NOW);
    assertThat(step.state().phase())
        .isInstanceOfSatisfying(
            Phase.Claiming.class,
            claiming -> assertThat(claiming.candidate().number()).isEqualTo(8));
  }
}
