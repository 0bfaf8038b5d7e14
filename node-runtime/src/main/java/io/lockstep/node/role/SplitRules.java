package io.lockstep.node.role;

import io.lockstep.journal.lineage.Divergence;
import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.lineage.Precedence;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Both nodes have acknowledged writes that the other lacks. One of them serves at most; no data is
 * touched until a human has given one copy up, and then only when what it alone holds is archived.
 */
final class SplitRules {

  private SplitRules() {}

  static void found(Plan plan, Verdict.Split split, Input.PeerMet met) {
    Divergence divergence = Divergence.between(met.self(), met.peer()).orElseThrow();
    boolean goesOn = goesOn(plan, met);
    plan.act(
        new Action.Emit(
            "divergence.found", "node:" + plan.settings().node(), facts(divergence, met, goesOn)));
    plan.act(new Action.TellVerdict(split));
    if (goesOn && !MeetingRules.isServing(plan.state().phase())) {
      serveAgain(plan);
    } else if (!goesOn) {
      giveWay(plan, "split: " + split.why());
    }
  }

  /**
   * One that serves goes on, unless the other does too and has precedence. Where neither serves,
   * one does again that was not told to yield before, if the other was.
   */
  private static boolean goesOn(Plan plan, Input.PeerMet met) {
    if (MeetingRules.isServing(plan.state().phase())) {
      return !met.peer().serving() || Precedence.isOf(met.self(), met.peer());
    }
    return !met.peer().serving()
        && plan.record().data() == DataState.UP_TO_DATE
        && met.peer().record().data() == DataState.OUTDATED
        && wasAlone(plan);
  }

  private static boolean wasAlone(Plan plan) {
    Epoch last = plan.record().lineage().last().orElseThrow();
    return last.kind() == Epoch.Kind.ALONE && last.primary().equals(plan.settings().node());
  }

  /** The peer has durably yielded, so no arbiter has to be asked. */
  private static void serveAgain(Plan plan) {
    Epoch epoch =
        plan.epoch(
            plan.agreedNumber(),
            Epoch.Kind.ALONE,
            plan.settings().node(),
            "goes on in a split: " + plan.settings().peer() + " has yielded",
            false);
    plan.prepareAlone(epoch, Phase.NOT_FEEDING);
  }

  /**
   * Stops first; then durably: this copy is known to lack what the other acknowledged, so that this
   * node does not serve again when it no longer sees its peer.
   */
  private static void giveWay(Plan plan, String why) {
    MeetingRules.stopServing(plan, why);
    plan.data(DataState.OUTDATED);
    plan.waiting(why);
  }

  private static Map<String, Object> facts(
      Divergence divergence, Input.PeerMet met, boolean goesOn) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("commonEpoch", divergence.shared().number());
    facts.put("commonSequence", divergence.commonSequence());
    side(facts, "own", met.self(), divergence);
    side(facts, "peer", met.peer(), divergence);
    facts.put("goesOn", goesOn);
    return facts;
  }

  private static void side(
      Map<String, Object> facts, String whose, Standing standing, Divergence divergence) {
    List<Epoch> epochs = standing.record().lineage().epochs();
    int shared = standing.record().lineage().indexOf(divergence.shared());
    List<Epoch> beyond = epochs.subList(shared + 1, epochs.size());
    facts.put(whose + "Operations", standing.lastSequence() - divergence.commonSequence());
    facts.put(whose + "Epochs", beyond.stream().map(SplitRules::words).toList().toString());
  }

  private static String words(Epoch epoch) {
    return "%d %s%s since %s"
        .formatted(
            epoch.number(),
            epoch.kind(),
            epoch.forced() ? " forced" : "",
            Instant.ofEpochMilli(epoch.wallMillis()));
  }

  /** A human decides that the peer's copy takes the place of this one. */
  static void giveUp(Plan plan, Input.Ordered order) {
    if (!(plan.state().phase() instanceof Phase.Waiting)) {
      plan.answer(
          order,
          false,
          "expected a node that waits (WAIT), found %s: if it serves, force %s to be primary, then this one yields"
              .formatted(CommandRules.found(plan), plan.settings().peer()));
      return;
    }
    if (plan.record().isFresh()) {
      plan.answer(order, false, "this node is new: empty its directories instead");
      return;
    }
    String why = "given up by " + order.actor();
    CommandRules.accept(
        plan, order, "to be replaced by the copy of %s".formatted(plan.settings().peer()));
    plan.eventBy(order.actor(), "copy.given-up", "dataState", plan.record().data().name());
    plan.because(why);
    ResumeRules.abandon(plan);
    if (!plan.record().data().isGivenUp()) {
      plan.distrustDamagedTree().data(DataState.GIVEN_UP);
    }
    // What was told on this connection did not know of it.
    LinkRules.drop(plan, why);
    plan.waiting(why);
  }

  /**
   * The connection is closed: the peer hears nothing until the archive is on disk, and meets this
   * node anew then.
   */
  static void archiveFirst(Plan plan, Verdict.Target target, Input.PeerMet met) {
    long common =
        Divergence.between(met.self(), met.peer()).map(Divergence::commonSequence).orElse(0L);
    MeetingRules.stopServing(plan, target.why());
    LinkRules.drop(plan, "archives first what only this node has acknowledged");
    plan.event("archive.began", "commonSequence", common, "reason", target.why());
    plan.act(new Action.Archive(common, target.why()));
    plan.because("archives what only this node has acknowledged");
    plan.phase(new Phase.Archiving());
  }

  /** On disk is the archive, then this note, then the first byte of the peer's copy. */
  static void archived(Plan plan, Input.Archived archived) {
    if (!(plan.state().phase() instanceof Phase.Archiving)) {
      return;
    }
    plan.data(DataState.REPLACED);
    plan.event("archive.completed", "id", archived.id());
    plan.waiting("archived as " + archived.id() + ", looking for the peer").meetIfLinked();
  }

  /** Nothing is overwritten; it is tried again, at growing pauses. */
  static void archiveFailed(Plan plan, Input.ArchiveFailed failed) {
    if (!(plan.state().phase() instanceof Phase.Archiving)) {
      return;
    }
    String why = "cannot archive what only this node has acknowledged: " + failed.why();
    LinkRules.drop(plan, why);
    SetbackRules.note(plan, why);
    plan.event("archive.failed", "reason", failed.why());
    plan.waiting(why);
  }
}
