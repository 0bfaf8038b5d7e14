package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.node.role.Action;
import io.lockstep.node.role.Input;
import io.lockstep.node.role.Phase;
import java.util.List;
import java.util.stream.Collectors;

/** What happened, for people. */
final class Words {

  private Words() {}

  static String of(Input input, Phase phase, List<Action> actions) {
    String done =
        actions.stream()
            .map(Words::of)
            .filter(words -> !words.isEmpty())
            .collect(Collectors.joining("; "));
    return "(%s) %s%s".formatted(of(phase), of(input), done.isEmpty() ? "" : ": " + done);
  }

  static String of(Phase phase) {
    String name = phase.getClass().getSimpleName();
    return switch (phase) {
      case Phase.Alone p -> name + " " + p.epoch().number() + feeding(p.feeding());
      case Phase.Frozen p -> name + " " + p.epoch().number() + feeding(p.feeding());
      case Phase.Waiting p -> name + feeding(p.feeding());
      case Phase.Claiming p -> name + " " + p.candidate().number();
      case Phase.Primary p -> name + " " + p.epoch().number();
      case Phase.Secondary p -> name + " " + p.epoch().number();
      case Phase.Orphan p -> name + " " + p.epoch().number();
      case Phase.HandingOver p -> name + " " + p.step();
      default -> name;
    };
  }

  private static String feeding(Phase.Feeding feeding) {
    return switch (feeding) {
      case Phase.Feeding.None f -> "";
      case Phase.Feeding.Agreed f -> ", agreed to feed";
      case Phase.Feeding.Running f -> ", feeding";
    };
  }

  private static String of(Input input) {
    return switch (input) {
      case Input.Tick i -> "finds its peer " + i.life().why();
      case Input.MountsLeft i -> "finds requests of a killed daemon";
      case Input.Ordered i -> "is ordered to " + i.command().word();
      case Input.LinkUp i -> "is connected";
      case Input.LinkLost i -> "has lost the connection (" + i.why() + ")";
      case Input.PeerMet i -> "meets " + of(i.peer()) + "; is itself " + of(i.self());
      case Input.PeerJudged i -> "hears that its peer is " + of(i.verdict());
      case Input.PeerLeft i -> "hears a farewell" + (i.outdated() ? " for good" : "");
      case Input.ClaimAnswered i -> "is answered by the arbiter: " + of(i.outcome());
      case Input.Prepared i -> "has its tree at the journal's end";
      case Input.FeedOffered i -> "is offered " + of(i.lineage());
      case Input.FeedAccepted i -> "hears that it may feed";
      case Input.FeedHeld i -> "has fed its peer";
      case Input.FeedFailed i -> "could not feed: " + i.why();
      case Input.CondenseAsked i -> "is asked to be fed condensed up to " + i.wholeFrom();
      case Input.TreeSettled i -> "has its tree on disk up to " + i.sequence();
      case Input.Archived i -> "has archived what only it had";
      case Input.ArchiveFailed i -> "cannot archive: " + i.why();
      case Input.JoinAsked i ->
          "is asked to join " + of(i.lineage()) + (i.complete() ? "" : ", incomplete");
      case Input.JoinAnswered i -> "hears that its peer has joined " + i.epoch();
      case Input.WrittenBack i -> "has written back";
      case Input.Drained i -> i.complete() ? "is drained" : "is not drained in time";
      case Input.HandoverOffered i -> "is offered a hand-over";
      case Input.HandoverAccepted i -> "hears that its peer has renounced";
      case Input.HandoverAsked i -> "is asked to take over" + (i.complete() ? "" : ", incomplete");
      case Input.HandoverAnswered i -> "has handed over";
      case Input.ApplicationChanged i -> "application " + i.state();
      case Input.Unable i -> "is unable: " + i.why();
      case Input.RoomIsBack i -> "has room again";
      case Input.JournalRefuses i -> "has no room for its journal";
      case Input.TreeBroken i -> "has a broken tree: " + i.why();
      case Input.ActionFailed i -> "has failed: " + i.what();
    };
  }

  private static String of(Input.ClaimOutcome outcome) {
    return switch (outcome) {
      case Input.ClaimOutcome.Granted o -> "granted";
      case Input.ClaimOutcome.Held o -> "held by " + o.node();
      case Input.ClaimOutcome.Unknown o -> "nothing (" + o.why() + ")";
    };
  }

  static String of(Action action) {
    return switch (action) {
      case Action.Persist a -> "writes " + of(a.record());
      case Action.OpenAlone a -> "serves alone in " + a.epoch().number();
      case Action.OpenMirrored a -> "serves mirrored in " + a.epoch().number();
      case Action.AskArbiter a -> "asks for " + a.candidate().number();
      case Action.TellVerdict a -> "says it is " + of(a.verdict());
      case Action.TellOffer a -> "offers to feed";
      case Action.TellJoin a -> "asks to join " + a.lineage().lastNumber();
      case Action.TellHandover a -> "asks to take over in " + a.lineage().lastNumber();
      case Action.Receive a -> "receives by " + a.method() + " from " + a.commonSequence();
      case Action.Mirror a -> "mirrors " + a.epoch().number();
      case Action.Feed a -> "feeds by " + a.verdict().method();
      case Action.Disconnect a -> "disconnects (" + a.why() + ")";
      case Action.TellFarewell a -> "says farewell" + (a.outdated() ? " for good" : "");
      case Action.Emit a -> "";
      case Action.Answer a -> a.accepted() ? "" : "refuses";
      case Action.Access a -> "";
      case Action.StartApplication a -> "";
      case Action.StopApplication a -> "";
      default -> action.getClass().getSimpleName();
    };
  }

  private static String of(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Source v ->
          "source by " + v.method() + " from " + v.commonSequence() + " (" + v.why() + ")";
      case Verdict.Target v -> "target by " + v.method() + " from " + v.commonSequence();
      case Verdict.Split v -> "split at " + v.commonSequence();
      case Verdict.Manual v -> "for a human: " + v.why();
      case Verdict.Refuse v -> "refused: " + v.why();
    };
  }

  private static String of(Standing standing) {
    return "%s, journal %d to %d, applied %d%s%s"
        .formatted(
            of(standing.record()),
            standing.firstSequence(),
            standing.lastSequence(),
            standing.appliedSequence(),
            standing.treeTrusted() ? "" : ", not trusted",
            standing.serving() ? ", serving" : "");
  }

  private static String of(NodeRecord record) {
    return "[%s %d %s%s%s promised %d%s]"
        .formatted(
            record.node(),
            record.incarnation(),
            record.data(),
            record.cleanStop() ? " clean" : "",
            of(record.lineage()),
            record.epochPromised(),
            record.aloneUsed() ? " used" : "");
  }

  private static String of(Lineage lineage) {
    int from = Math.max(0, lineage.epochs().size() - 3);
    return lineage.epochs().subList(from, lineage.epochs().size()).stream()
        .map(Words::of)
        .collect(Collectors.joining("", from > 0 ? " .." : "", ""));
  }

  private static String of(Epoch epoch) {
    String kind = epoch.kind() == Epoch.Kind.ALONE ? "alone" : "mirrored";
    return " %d %s %s from %d%s"
        .formatted(
            epoch.number(),
            kind,
            epoch.primary(),
            epoch.firstSequence(),
            epoch.forced() ? " forced" : "");
  }

  static String of(Message message) {
    return switch (message) {
      case Message.Meet m -> "its standing";
      case Message.Judged m -> "its verdict";
      case Message.BeginSegment m -> "a segment of epoch " + m.header().epoch();
      case Message.Record m -> "record " + m.sequence();
      case Message.Ack m -> "the acknowledgement of " + m.sequence();
      case Message.Synced m -> "that " + m.sequence() + " is synced";
      case Message.ReplayEnd m -> "the end of the replay";
      case Message.Applied m -> "that all is applied";
      case Message.Content m -> "content";
      case Message.Offer m -> "the offer to feed";
      case Message.Accepted m -> "that it accepts";
      case Message.HandoverOffer m -> "the offer to hand over";
      case Message.HandoverAccepted m -> "its renunciation";
      case Message.Join m -> "the question to join";
      case Message.Joined m -> "that it has joined";
      case Message.Handover m -> "the hand-over";
      case Message.HandedOver m -> "that it has taken over";
      case Message.Farewell m -> "farewell";
      case Message.End m -> "the end";
    };
  }
}
