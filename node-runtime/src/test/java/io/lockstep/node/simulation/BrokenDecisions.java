package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.node.role.Action;
import io.lockstep.node.role.Input;
import io.lockstep.node.role.PeerLife;
import io.lockstep.node.role.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Decisions that leave out, reorder or mishear something. */
final class BrokenDecisions {

  private BrokenDecisions() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant("another holder's record is taken for a grant", new IgnoresHolder()),
        new Mutant("no answer of the arbiter is taken for a grant", new TakesSilenceForAGrant()),
        new Mutant("silence is taken for a proof of death", new TakesSilenceForDeath()),
        new Mutant("a copy that lacks something joins", new JoinsTooEarly()),
        new Mutant("writes go on when the peer is lost", new DoesNotFreeze()),
        new Mutant(
            "a hand-over without the secondary's renunciation",
            new Unwritten(Input.HandoverOffered.class::isInstance)),
        new Mutant(
            "the source's epochs are not taken over before its records",
            new Unwritten(Input.FeedOffered.class::isInstance)),
        new Mutant(
            "the mirrored epoch is not durable on the source before the target is asked",
            new Unwritten(Input.FeedHeld.class::isInstance)),
        new Mutant(
            "a target keeps its right to take over",
            new Unwritten(Input.PeerMet.class::isInstance)),
        new Mutant("a node tells before it writes", new TellsFirst()),
        new Mutant("the handshake forgets that an epoch was used", new ForgetsUse()),
        new Mutant("the handshake hides the loss of power", new HidesPowerLoss()));
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

  private static final class JoinsTooEarly extends Variant {
    @Override
    Input input(Input input) {
      return input instanceof Input.JoinAsked asked
          ? new Input.JoinAsked(asked.lineage(), asked.moduleId(), true)
          : input;
    }

    @Override
    boolean holdsBeforeFeedingIsOver() {
      return true;
    }
  }

  private static final class DoesNotFreeze extends Variant {
    @Override
    List<Action> actions(Phase before, Input input, List<Action> decided) {
      return decided.stream().filter(action -> !(action instanceof Action.Freeze)).toList();
    }
  }

  /** What is decided on some inputs is not written. */
  private static final class Unwritten extends Variant {
    private final Predicate<Input> inputs;

    Unwritten(Predicate<Input> inputs) {
      this.inputs = inputs;
    }

    @Override
    List<Action> actions(Phase before, Input input, List<Action> decided) {
      return inputs.test(input)
          ? decided.stream().filter(action -> !(action instanceof Action.Persist)).toList()
          : decided;
    }
  }

  private static final class TellsFirst extends Variant {
    @Override
    List<Action> actions(Phase before, Input input, List<Action> decided) {
      List<Action> later = decided.stream().filter(Action.Persist.class::isInstance).toList();
      boolean tells =
          decided.stream()
              .anyMatch(
                  action ->
                      action instanceof Action.TellFarewell
                          || action instanceof Action.TellHandoverAccepted
                          || action instanceof Action.TellJoined
                          || action instanceof Action.TellVerdict);
      if (!tells || later.isEmpty()) {
        return decided;
      }
      List<Action> reordered = new ArrayList<>(decided);
      reordered.removeAll(later);
      reordered.addAll(later);
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
