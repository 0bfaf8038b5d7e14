package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.node.role.Action;
import io.lockstep.node.role.Input;
import io.lockstep.node.role.PeerLife;
import io.lockstep.node.role.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Decisions that leave out, reorder or mishear something. */
final class BrokenDecisions {

  private static final Set<Invariant> LOST =
      Set.of(Invariant.ONE_ACKNOWLEDGER, Invariant.NOTHING_LOST, Invariant.ENTITLED_HOLDS_ALL);

  private BrokenDecisions() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant("another holder's record is taken for a grant", new IgnoresHolder(), LOST),
        new Mutant(
            "no answer of the arbiter is taken for a grant", new TakesSilenceForAGrant(), LOST),
        new Mutant("silence is taken for a proof of death", new TakesSilenceForDeath(), LOST),
        new Mutant(
            "a hand-over without the secondary's renunciation",
            new NotOutdated(Input.HandoverOffered.class),
            Set.of(Invariant.ENTITLED_HOLDS_ALL)),
        new Mutant(
            "a target keeps its right to take over",
            new NotOutdated(Input.PeerMet.class),
            Set.of(Invariant.ENTITLED_HOLDS_ALL)),
        new Mutant("a node tells before it writes", new TellsFirst(), LOST),
        new Mutant(
            "REPLACED is noted before the archive is written",
            new NotesFirst(),
            Set.of(Invariant.NOTHING_SILENT)),
        new Mutant(
            "the handshake forgets that an epoch was used",
            new ForgetsUse(),
            Set.of(Invariant.NOTHING_LOST, Invariant.NOTHING_SILENT)),
        new Mutant(
            "the handshake hides the loss of power",
            new HidesPowerLoss(),
            Set.of(Invariant.NOTHING_LOST, Invariant.EQUAL_BEFORE_TRUSTED, Invariant.PREFIX)));
  }

  private static final class IgnoresHolder extends Variant {
    @Override
    Input input(Input input) {
      boolean held =
          input instanceof Input.ClaimAnswered answered
              && answered.outcome() instanceof Input.ClaimOutcome.Held;
      return held ? new Input.ClaimAnswered(new Input.ClaimOutcome.Granted()) : input;
    }
  }

  private static final class TakesSilenceForAGrant extends Variant {
    @Override
    Input input(Input input) {
      boolean unknown =
          input instanceof Input.ClaimAnswered answered
              && answered.outcome() instanceof Input.ClaimOutcome.Unknown;
      return unknown ? new Input.ClaimAnswered(new Input.ClaimOutcome.Granted()) : input;
    }
  }

  private static final class TakesSilenceForDeath extends Variant {
    @Override
    Input input(Input input) {
      boolean silent =
          input instanceof Input.Tick tick && tick.life().kind() == PeerLife.Kind.SILENT;
      return silent ? new Input.Tick(new PeerLife(PeerLife.Kind.PROVEN_DEAD, "silent"), 0) : input;
    }
  }

  /** That this copy will lack something is not written when it is decided. */
  private static final class NotOutdated extends Variant {
    private final Class<? extends Input> on;

    NotOutdated(Class<? extends Input> on) {
      this.on = on;
    }

    @Override
    List<Action> actions(Phase before, Input input, List<Action> decided) {
      return on.isInstance(input)
          ? decided.stream().filter(action -> !marksOutdated(action)).toList()
          : decided;
    }

    private static boolean marksOutdated(Action action) {
      return action instanceof Action.Persist persist
          && persist.record().data() == NodeRecord.DataState.OUTDATED;
    }
  }

  private static final class NotesFirst extends Variant {
    @Override
    List<Action> actions(Phase before, Input input, List<Action> decided) {
      return decided.stream().flatMap(action -> noted(action, decided)).toList();
    }

    /** The last record of the same step, which is always there. */
    private static Stream<Action> noted(Action action, List<Action> decided) {
      if (!(action instanceof Action.Archive)) {
        return Stream.of(action);
      }
      Action.Persist last =
          decided.stream()
              .filter(Action.Persist.class::isInstance)
              .map(Action.Persist.class::cast)
              .reduce((one, other) -> other)
              .orElseThrow();
      NodeRecord noted = last.record().withData(NodeRecord.DataState.REPLACED);
      return Stream.of(new Action.Persist(noted), action);
    }
  }

  /** What has to be written before it is told is written right after. */
  private static final class TellsFirst extends Variant {
    @Override
    List<Action> actions(Phase before, Input input, List<Action> decided) {
      int told = 0;
      while (told < decided.size() && !isPromise(decided.get(told))) {
        told++;
      }
      return told == decided.size() ? decided : writtenAfter(told, decided);
    }

    private static boolean isPromise(Action action) {
      return switch (action) {
        case Action.TellFarewell a -> true;
        case Action.TellHandoverAccepted a -> true;
        case Action.TellHandover a -> true;
        case Action.TellHandedOver a -> true;
        case Action.TellVerdict a -> true;
        case Action.TellOffer a -> true;
        case Action.TellAccepted a -> true;
        case Action.TellJoin a -> true;
        case Action.TellJoined a -> true;
        default -> false;
      };
    }

    private static List<Action> writtenAfter(int told, List<Action> decided) {
      List<Action> reordered = new ArrayList<>();
      List<Action> written = new ArrayList<>();
      for (Action action : decided.subList(0, told + 1)) {
        (action instanceof Action.Persist ? written : reordered).add(action);
      }
      reordered.addAll(written);
      reordered.addAll(decided.subList(told + 1, decided.size()));
      return reordered;
    }
  }

  private static final class ForgetsUse extends Variant {
    @Override
    Standing standing(Standing told) {
      NodeRecord unused = told.record().withLineage(told.record().lineage());
      return of(told, unused, told.treeTrusted());
    }
  }

  private static final class HidesPowerLoss extends Variant {
    @Override
    Standing standing(Standing told) {
      return of(told, told.record(), true);
    }
  }

  private static Standing of(Standing told, NodeRecord record, boolean trusted) {
    return new Standing(
        record,
        told.nodeIndex(),
        told.firstSequence(),
        told.lastSequence(),
        told.appliedSequence(),
        told.highestApplied(),
        trusted,
        told.serving(),
        told.holdsData());
  }
}
