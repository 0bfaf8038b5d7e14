package io.lockstep.node.module;

import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.node.reintegration.Progress;
import io.lockstep.node.reintegration.StateSource;
import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.replication.PeerConnection;
import io.lockstep.node.replication.Replay;
import io.lockstep.node.replication.ReplayOptions;
import io.lockstep.node.role.Input;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a returning peer over one connection, by journal or by state, up to the hold. Begun and
 * ended by the role thread; its outcome is an input.
 */
final class SourceSide implements AutoCloseable {

  /** A hold longer than this is no longer a pause but a fault. */
  private static final long HOLD_TIMEOUT_MILLIS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(SourceSide.class);

  private final OpenedModule opened;
  private final PeerConnection connection;
  private final Consumer<Input> inbox;
  private final Executor executor;
  private final StateMailbox mailbox;
  private final long maxBytesPerSecond;
  private final Progress stateProgress = new Progress();
  private volatile Replay replay;
  private volatile boolean ended;
  private volatile boolean fed;
  private volatile boolean byState;
  private volatile long begunNanos;
  private volatile boolean logUnusable;

  /**
   * The source's side of one connection.
   *
   * @param maxBytesPerSecond how fast the peer is fed; 0: as fast as it goes
   */
  SourceSide(
      OpenedModule opened,
      PeerConnection connection,
      Consumer<Input> inbox,
      Executor executor,
      long maxBytesPerSecond) {
    this.opened = opened;
    this.connection = connection;
    this.inbox = inbox;
    this.executor = executor;
    this.mailbox = new StateMailbox(connection, maxBytesPerSecond);
    this.maxBytesPerSecond = maxBytesPerSecond;
  }

  void feed(Verdict.Source verdict, Standing peer) {
    fed = true;
    begunNanos = System.nanoTime();
    switch (verdict.method()) {
      case LOG -> replay(verdict.commonSequence(), peer);
      case STATE -> {
        byState = true;
        executor.execute(this::synchroniseByState);
      }
    }
  }

  /**
   * What the target's journal already holds needs no second acknowledgement: those that came before
   * the break were lost.
   */
  private void replay(long common, Standing peer) {
    opened
        .journal()
        .currentSegment()
        .ifPresent(segment -> opened.pipeline().acknowledged(segment.epoch(), common));
    replay =
        new Replay(
            opened.journal(),
            opened.pipeline(),
            connection,
            common,
            new Replay.Peer(peer.lastSequence(), peer.record().wholeFrom()),
            ReplayOptions.DEFAULT.withMaxBytesPerSecond(maxBytesPerSecond),
            this::replayed);
    replay.start();
  }

  private void replayed(Replay.Result result) {
    switch (result) {
      case Replay.Result.Held held -> inbox.accept(new Input.FeedHeld());
      case Replay.Result.NeedsState needs -> {
        logUnusable = true;
        inbox.accept(new Input.FeedFailed("the journal is not enough: " + needs.why()));
      }
      case Replay.Result.Failed failed -> inbox.accept(new Input.FeedFailed(failed.why()));
      case Replay.Result.Cancelled cancelled -> {}
    }
  }

  private void synchroniseByState() {
    try (StateSource source =
        new StateSource(
            opened.capture().backing(),
            opened.exclusion(),
            opened.touches().begin(),
            new OwnNode(opened),
            mailbox,
            stateProgress)) {
      source.rounds();
      // From here on nothing changes: what the last round sends is exact.
      opened.pipeline().freeze();
      mailbox.hurry();
      if (!opened.pipeline().drain(HOLD_TIMEOUT_MILLIS)) {
        throw new IOException("operations under way did not end in time");
      }
      source.lastRound();
      inbox.accept(new Input.FeedHeld());
    } catch (IOException | RuntimeException e) {
      LOG.debug("synchronisation by state ended", e);
      if (!ended) {
        inbox.accept(new Input.FeedFailed("synchronisation by state: " + e.getMessage()));
      }
    } finally {
      opened.touches().stop();
    }
  }

  /** Whether the journal turned out not to be enough for this peer. */
  boolean isLogUnusable() {
    return logUnusable;
  }

  /** From the connection's handler; true if the message was for the source. */
  boolean message(LinkMessage message) {
    Replay running = replay;
    if (message instanceof LinkMessage.StateSync sync) {
      // What nobody is going to read must not pile up.
      if (byState) {
        mailbox.deliver(sync);
      }
      return true;
    }
    return running != null && running.message(message);
  }

  /** For people: how far it is. */
  String progress() {
    Replay running = replay;
    Pace pace = new Pace(System.nanoTime() - begunNanos);
    if (running == null) {
      return StateWords.of(stateProgress, pace);
    }
    Replay.Progress at = running.progress();
    return "journal: %d operations sent, %d left, %s%s"
        .formatted(
            at.operationsDone(),
            at.operationsLeft(),
            pace.ofBytes(at.bytesDone()),
            pace.ofRest(at.operationsDone(), at.operationsLeft()));
  }

  /** Whether the peer was brought up to date on this connection. */
  boolean hasFed() {
    return fed;
  }

  /** What was sent so far, for the history. */
  Map<String, Object> sent() {
    Replay running = replay;
    if (running == null) {
      return Map.of("method", "STATE", "bytes", stateProgress.snapshot().bytesSent());
    }
    Replay.Progress at = running.progress();
    return Map.of("method", "LOG", "bytes", at.bytesDone(), "operations", at.operationsDone());
  }

  @Override
  public void close() {
    ended = true;
    Replay running = replay;
    if (running != null) {
      running.connectionClosed("no longer needed");
      running.close();
    }
    mailbox.close();
  }
}
