package io.lockstep.node.module;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops from an open journal what its {@link Retention} no longer keeps. Touches the disk, so never
 * called on the role thread; safe for all others. Closed before journal and map.
 */
final class JournalTrimmer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JournalTrimmer.class);

  private final Journal journal;
  private final AppliedMap applied;
  private final Retention retention;
  private boolean closed;

  JournalTrimmer(Journal journal, AppliedMap applied, Retention retention) {
    this.journal = journal;
    this.applied = applied;
    this.retention = retention;
  }

  /**
   * Drops what may go now; nothing once it is closed.
   *
   * @return the first sequence kept, if the peer is left behind by this
   * @throws java.io.UncheckedIOException if the disk does not delete
   */
  synchronized Optional<Long> trim(Retention.Peer peer) {
    if (closed) {
      return Optional.empty();
    }
    Retention.Decision decision = retention.decide(journal.segments(), applied.low(), peer);
    if (decision.dropBelow() > journal.firstSequence()) {
      LOG.debug("drops the journal below {}: {}", decision.dropBelow(), peer);
      journal.dropBefore(decision.dropBelow());
    }
    return decision.leavesPeerBehind() ? Optional.of(journal.firstSequence()) : Optional.empty();
  }

  /** When it returns, nothing is dropped any more. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
