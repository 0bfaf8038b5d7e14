package io.lockstep.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.NodeRecord;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a node that loses its peer, and sees it again. */
class LinkRulesTest {

  private static final RoleSettings SETTINGS =
      new RoleSettings("alpha", "beta", false, 3000, 10_000, 1000, 60_000, 500, 10_000, true, 3);

  private static final Epoch EPOCH =
      new Epoch(7, new UUID(7, 7), 1, Epoch.Kind.MIRRORED, "alpha", "test", false, 0);

  private static ModuleState in(Phase phase) {
    NodeRecord fresh = NodeRecord.fresh("cluster", "db", "alpha", "boot");
    NodeRecord record = fresh.withLineage(fresh.lineage().plus(EPOCH)).withModuleId(new UUID(1, 1));
    return ModuleState.stopped(record, true, false).withPhase(phase);
  }

  private static Moment at(long millis) {
    return new Moment(millis, millis, new UUID(9, 9), 10);
  }

  private static ModuleState after(RoleSettings settings, ModuleState state, Input... inputs) {
    ModuleState now = state;
    for (Input input : inputs) {
      now = new RoleMachine(settings).decide(now, input, at(100_000)).state();
    }
    return now;
  }

  /**
   * It may have gone on alone in between. With no arbiter but a human a proof of death is a proof
   * of that only on the connection on which the two were a mirror.
   */
  @Test
  void aPrimaryThatIsSeenAgainAndDiesThenIsNotReplacedWithoutAHuman() {
    RoleSettings human =
        new RoleSettings("alpha", "beta", true, 3000, 10_000, 1000, 60_000, 500, 10_000, true, 3);
    ModuleState orphan = in(new Phase.Orphan(EPOCH, -1, 0));
    Input dead = new Input.Tick(new PeerLife(PeerLife.Kind.PROVEN_DEAD, "its daemon ended"), 0);
    assertThat(after(human, orphan, dead).phase()).isInstanceOf(Phase.Preparing.class);

    Input lost = new Input.LinkLost("reset");
    assertThat(after(human, orphan, new Input.LinkUp(), lost, dead, dead).phase())
        .isInstanceOf(Phase.Waiting.class);
    // An arbiter can tell.
    assertThat(after(SETTINGS, orphan, new Input.LinkUp(), lost, dead).phase())
        .isInstanceOf(Phase.Claiming.class);
  }

  /** A node that serves answers nobody until it is entitled again. */
  @ParameterizedTest
  @MethodSource("serving")
  void theGateIsHeldBeforeAnythingElse(Phase phase) {
    Step step =
        new RoleMachine(SETTINGS)
            .decide(in(phase).withLinked(true), new Input.LinkLost("reset"), at(1000));
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
