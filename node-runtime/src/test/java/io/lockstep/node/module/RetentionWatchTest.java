package io.lockstep.node.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.node.module.Retention.Peer;
import io.lockstep.node.role.Phase;
import io.lockstep.node.role.Phase.Feeding;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the peer may still ask of the journal, in every phase. */
class RetentionWatchTest {

  private static final Epoch EPOCH =
      new Epoch(4, new UUID(4, 4), 101, Epoch.Kind.ALONE, "alpha", "test", false, 0);
  private static final Verdict.Source BY_LOG = new Verdict.Source(Verdict.Method.LOG, 90, "test");
  private static final Verdict.Source BY_STATE =
      new Verdict.Source(Verdict.Method.STATE, 90, "test");
  private static final Peer READS = new Peer.Reads();
  private static final Peer FREE = new Peer.Free();

  private static Phase alone(Feeding feeding) {
    return new Phase.Alone(EPOCH, feeding);
  }

  private static Arguments row(Phase phase, long told, Peer expected) {
    return Arguments.of(phase, told, expected);
  }

  static Stream<Arguments> phases() {
    return Stream.of(
        row(new Phase.Primary(EPOCH), 150, new Peer.Mirrors(150)),
        row(new Phase.Primary(EPOCH), -1, new Peer.Mirrors(100)),
        row(new Phase.Secondary(EPOCH), 150, new Peer.Mirrors(150)),
        row(new Phase.Joining(EPOCH), 150, new Peer.Mirrors(150)),
        row(
            new Phase.HandingOver(EPOCH, Phase.Step.DRAINING, EPOCH, false, "test"),
            150,
            new Peer.Mirrors(150)),
        row(alone(Phase.NOT_FEEDING), 95, new Peer.Away(95)),
        row(alone(Phase.NOT_FEEDING), -1, new Peer.Away(100)),
        row(new Phase.Leaving(Phase.Step.WRITING_BACK, true, "test", false), 95, new Peer.Away(95)),
        row(alone(new Feeding.Agreed(BY_LOG)), 95, READS),
        row(alone(new Feeding.Running(BY_LOG)), 95, READS),
        row(alone(new Feeding.Agreed(BY_STATE)), 95, FREE),
        row(alone(new Feeding.Running(BY_STATE)), 95, FREE),
        row(new Phase.Target(Verdict.Method.LOG, 90), 95, FREE),
        row(new Phase.Waiting(0, 0, "test", new Feeding.Agreed(BY_LOG)), 95, READS),
        row(new Phase.Preparing(EPOCH, new Feeding.Running(BY_LOG)), 95, READS),
        row(new Phase.Frozen(EPOCH, 0, 0, false, Phase.NOT_FEEDING), 95, READS),
        row(new Phase.Claiming(EPOCH, Phase.Purpose.KEEP, 0), 95, READS),
        row(new Phase.Orphan(EPOCH, -1, 0), 95, READS));
  }

  @ParameterizedTest
  @MethodSource("phases")
  void theRoleTellsWhatThePeerMayAskFor(Phase phase, long told, Peer expected) {
    NodeRecord fresh = NodeRecord.fresh("cluster", "db", "alpha", "boot");
    NodeRecord record = fresh.withLineage(fresh.lineage().plus(EPOCH));
    assertThat(RetentionWatch.peer(phase, record, told)).isEqualTo(expected);
  }
}
