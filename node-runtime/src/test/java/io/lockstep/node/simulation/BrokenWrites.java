package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.NodeRecord.DataState;
import java.util.List;
import java.util.Set;

/** Nodes that believe before they have written. */
final class BrokenWrites {

  private BrokenWrites() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "the epoch is not durable before it is served",
            new EpochNotWritten(),
            Set.of(Invariant.USE_BEFORE_ANSWER)),
        new Mutant(
            "the promise is not durable before the arbiter is asked",
            new PromiseNotWritten(),
            Set.of(Invariant.PROMISE_BEFORE_QUESTION)),
        new Mutant(
            "the use of an epoch is not durable before its first answer",
            new UseNotWritten(),
            Set.of(Invariant.USE_BEFORE_ANSWER)),
        new Mutant(
            "OUTDATED is not durable",
            new NeverWritten(DataState.OUTDATED),
            Set.of(Invariant.ENTITLED_HOLDS_ALL)),
        new Mutant(
            "INCONSISTENT is not durable",
            new NeverWritten(DataState.INCONSISTENT),
            Set.of(Invariant.MARKED_BEFORE_OVERWRITTEN)),
        new Mutant(
            "a restart forgets what the copy is worth",
            new ForgetsWorth(),
            Set.of(Invariant.ENTITLED_HOLDS_ALL)));
  }

  private static final class EpochNotWritten extends Variant {
    @Override
    NodeRecord written(NodeRecord before, NodeRecord after) {
      return after.lineage().lastNumber() > before.lineage().lastNumber() ? before : after;
    }
  }

  private static final class PromiseNotWritten extends Variant {
    @Override
    NodeRecord written(NodeRecord before, NodeRecord after) {
      boolean mere = after.lineage().equals(before.lineage());
      return mere && after.epochPromised() > before.epochPromised() ? before : after;
    }
  }

  private static final class UseNotWritten extends Variant {
    @Override
    NodeRecord written(NodeRecord before, NodeRecord after) {
      return after.aloneUsed() && !before.aloneUsed() ? before : after;
    }
  }

  private static final class NeverWritten extends Variant {
    private final DataState state;

    NeverWritten(DataState state) {
      this.state = state;
    }

    @Override
    NodeRecord written(NodeRecord before, NodeRecord after) {
      return after.data() == state ? after.withData(DataState.UP_TO_DATE) : after;
    }
  }

  private static final class ForgetsWorth extends Variant {
    @Override
    NodeRecord started(NodeRecord record) {
      return record.withData(DataState.UP_TO_DATE);
    }
  }
}
