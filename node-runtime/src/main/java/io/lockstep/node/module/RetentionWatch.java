package io.lockstep.node.module;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.node.role.ModuleState;
import io.lockstep.node.role.Phase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the journal trimmed from time to time, in the background. Looked at by the role thread. */
final class RetentionWatch {

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PAUSE_SECONDS = 600;
  private static final Logger LOG = LoggerFactory.getLogger(RetentionWatch.class);

  private final ModuleRuntime module;
  private final Told shortOfRoom = new Told(PAUSE_SECONDS);
  private final AtomicBoolean trimming = new AtomicBoolean();
  private long dueNanos = System.nanoTime();

  RetentionWatch(ModuleRuntime module) {
    this.module = module;
  }

  /** Begins a round if it is time for one and none is under way; returns at once. */
  void look(OpenedModule opened, long nowNanos) {
    if (nowNanos - dueNanos < 0 || !trimming.compareAndSet(false, true)) {
      return;
    }
    dueNanos = nowNanos + INTERVAL_NANOS;
    module.services().executor().execute(() -> round(opened));
  }

  private void round(OpenedModule opened) {
    try {
      trim(opened, UnaryOperator.identity());
    } catch (RuntimeException e) {
      LOG.warn("module {}: the journal cannot be trimmed: {}", module.name(), e.toString());
    } finally {
      trimming.set(false);
    }
  }

  /**
   * On whatever thread finds the journal's disk full: only what this node's own redo needs stays. A
   * peer that would ask for more is synchronised by state.
   */
  void makeRoom(OpenedModule opened) {
    try {
      trim(opened, _ -> new Retention.Peer.Free());
    } catch (RuntimeException e) {
      LOG.warn("module {}: the journal's disk is full: {}", module.name(), e.toString());
    }
  }

  private void trim(OpenedModule opened, UnaryOperator<Retention.Peer> priority) {
    ModuleState state = module.state();
    Retention.Peer peer = peer(state.phase(), state.record(), module.board().peerApplied());
    opened.trimmer().trim(priority.apply(peer)).ifPresent(this::tell);
  }

  private void tell(JournalTrimmer.Dropped dropped) {
    if (dropped.leavesPeerBehind()) {
      tellLeftBehind(dropped.firstKept());
    }
    if (dropped.forRoom() && shortOfRoom.isDue()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("directory", module.journalDirectory().toString());
      facts.put("firstKept", dropped.firstKept());
      facts.put("consequence", "less history is kept than configured: make room, or lower retain");
      voice("journal.disk-nearly-full", facts);
    }
  }

  private void voice(String type, Map<String, Object> facts) {
    module.voice().tell(type, module.state().record().lineage().lastNumber(), facts);
  }

  private void tellLeftBehind(long firstKept) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("peer", module.services().peer().name());
    facts.put("firstKept", firstKept);
    facts.put("consequence", "the peer will be synchronised by state");
    voice("retain.exceeded", facts);
  }

  /**
   * Who may still ask for what. Pure.
   *
   * @param told what the peer has last said to be in its tree, -1 if nothing since the start
   */
  static Retention.Peer peer(Phase phase, NodeRecord record, long told) {
    return switch (phase) {
      case Phase.Primary _, Phase.Secondary _, Phase.HandingOver _, Phase.Joining _ ->
          new Retention.Peer.Mirrors(known(record, told));
      case Phase.Alone alone -> fed(alone.feeding(), known(record, told));
      case Phase.Leaving _ -> new Retention.Peer.Away(known(record, told));
      case Phase.Target _ -> new Retention.Peer.Free();
      // Nothing is written meanwhile, and what comes next may need all there is.
      case Phase.Stopped _,
          Phase.Waiting _,
          Phase.Claiming _,
          Phase.Archiving _,
          Phase.Preparing _,
          Phase.Frozen _,
          Phase.Orphan _ ->
          new Retention.Peer.Reads();
    };
  }

  private static Retention.Peer fed(Phase.Feeding feeding, long holds) {
    return switch (feeding) {
      case Phase.Feeding.None _ -> new Retention.Peer.Away(holds);
      case Phase.Feeding.Agreed agreed -> fed(agreed.verdict().method());
      case Phase.Feeding.Running running -> fed(running.verdict().method());
    };
  }

  private static Retention.Peer fed(Verdict.Method method) {
    return switch (method) {
      case LOG -> new Retention.Peer.Reads();
      case STATE -> new Retention.Peer.Free();
    };
  }

  /** A peer that has not told yet has what came before the present epoch, or nearly so. */
  private static long known(NodeRecord record, long told) {
    return told >= 0
        ? told
        : record.lineage().last().map(epoch -> epoch.firstSequence() - 1).orElse(0L);
  }
}
