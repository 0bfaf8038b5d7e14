package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.Verdict;
import io.lockstep.node.role.Input;

/**
 * Feeds a returning peer: the journal from the common position on, or the tree; at the end new
 * operations are held until the peer has all.
 */
final class SourceSide {

  private static final int RECORDS_A_STEP = 4;
  private static final long HOLD_LIMIT_MILLIS = 3_000;

  private enum Stage {
    IDLE,
    SENDING,
    HOLDING,
    AWAITING,
    DONE
  }

  private final Daemon daemon;
  private final Session session;
  private final History history;
  private Stage stage = Stage.IDLE;
  private Verdict.Method method;
  private SimulatedJournal.Header segment;
  private long common;
  private long targetLast;
  private long sent;
  private long acknowledged;
  private long holdingSinceMillis;
  private boolean journalUnusable;

  SourceSide(Daemon daemon, Session session) {
    this.daemon = daemon;
    this.session = session;
    this.history = daemon.server().disk().history();
  }

  boolean isJournalUnusable() {
    return journalUnusable;
  }

  void feed(Verdict.Source verdict, long targetLastSequence) {
    stage = Stage.SENDING;
    method = verdict.method();
    common = verdict.commonSequence();
    targetLast = targetLastSequence;
    sent = common;
    acknowledged = common;
    if (method == Verdict.Method.LOG && history.journal().current() != null) {
      daemon.writes().acknowledged(history.journal().current().epoch(), common);
    }
  }

  void acknowledged(long sequence) {
    acknowledged = Math.max(acknowledged, sequence);
  }

  void step() {
    switch (stage) {
      case SENDING -> send();
      case HOLDING -> hold();
      case AWAITING -> giveUpLate();
      case IDLE, DONE -> {}
    }
  }

  private void send() {
    if (method == Verdict.Method.STATE) {
      int half = history.tree().size() / 2;
      session.send(new Message.Content(history.tree().copy(), half, false));
      beginHold();
      return;
    }
    for (int i = 0; i < RECORDS_A_STEP && sent < history.end() && stage == Stage.SENDING; i++) {
      sendNext();
    }
    if (stage == Stage.SENDING && sent == history.end() && acknowledged >= sent) {
      beginHold();
    }
  }

  private void sendNext() {
    if (sent + 1 < history.journal().first()) {
      fail("the journal does not reach back");
      return;
    }
    SimulatedJournal.Header header = history.journal().headerOf(sent + 1);
    boolean begins = header.firstSequence() == sent + 1;
    if (sent == common && targetLast != common && !begins) {
      fail("the target's journal cannot be cut inside a segment");
      return;
    }
    if (begins && !header.equals(segment)) {
      session.send(new Message.BeginSegment(header));
    }
    segment = header;
    sent++;
    session.send(new Message.Record(header.epoch(), sent, history.journal().at(sent)));
  }

  private void fail(String why) {
    stage = Stage.DONE;
    journalUnusable = true;
    session.post(new Input.FeedFailed(why));
  }

  private void beginHold() {
    stage = Stage.HOLDING;
    holdingSinceMillis = daemon.server().clock().millis();
    daemon.writes().freeze();
  }

  private void hold() {
    giveUpLate();
    if (method == Verdict.Method.LOG) {
      while (stage == Stage.HOLDING && sent < history.end()) {
        sendNext();
      }
    }
    if (stage != Stage.HOLDING || !daemon.writes().isDrained()) {
      return;
    }
    if (method == Verdict.Method.STATE) {
      session.send(new Message.Content(history.tree().copy(), history.tree().size(), true));
      held();
    } else {
      session.send(new Message.ReplayEnd(sent));
      stage = Stage.AWAITING;
    }
  }

  private void giveUpLate() {
    if (daemon.server().clock().millis() - holdingSinceMillis > HOLD_LIMIT_MILLIS) {
      stage = Stage.DONE;
      session.post(new Input.FeedFailed("the rest was not taken in time"));
    }
  }

  void applied(long sequence) {
    if (stage == Stage.AWAITING && sequence == sent) {
      held();
    }
  }

  private void held() {
    stage = Stage.DONE;
    session.post(new Input.FeedHeld());
  }

  void close() {
    stage = Stage.DONE;
  }
}
