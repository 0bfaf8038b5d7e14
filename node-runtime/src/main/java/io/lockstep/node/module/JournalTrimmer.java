package io.lockstep.node.module;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops from an open journal what its {@link Retention} no longer keeps. Touches the disk, so never
 * called on the role thread; safe for all others. Closed before journal and map.
 */
final class JournalTrimmer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JournalTrimmer.class);

  /** Segments for which there must be room: the next one, and one for whoever else writes. */
  private static final int ROOM_FOR_SEGMENTS = 2;

  private final Journal journal;
  private final AppliedMap applied;
  private final Retention retention;
  private final Path directory;
  private final long roomBytes;
  private final SegmentAges ages;
  private boolean closed;

  /**
   * A trimmer of an open journal.
   *
   * @param directory where the journal is
   */
  JournalTrimmer(Journal journal, AppliedMap applied, Retention retention, Path directory) {
    this.journal = journal;
    this.applied = applied;
    this.retention = retention;
    this.directory = directory;
    this.ages = new SegmentAges(journal, retention);
    this.roomBytes =
        ROOM_FOR_SEGMENTS * JournalOptions.ofSegmentBytes(retention.segmentBytes()).reservedBytes();
  }

  /**
   * What was dropped.
   *
   * @param firstKept the first sequence there is now
   * @param forRoom whether less is kept than was configured, because the disk is nearly full
   * @param leavesPeerBehind whether the peer must be synchronised by state from now on
   */
  record Dropped(long firstKept, boolean forRoom, boolean leavesPeerBehind) {}

  /**
   * Drops what may go now; nothing once it is closed.
   *
   * @return empty if nothing was dropped
   * @throws UncheckedIOException if the disk does not delete
   */
  synchronized Optional<Dropped> trim(Retention.Peer peer) {
    if (closed) {
      return Optional.empty();
    }
    long shortBytes = roomBytes - freeBytes();
    long expiredBelow = ages.expiredBelow(System.currentTimeMillis());
    Retention.Decision usual =
        retention.decide(journal.segments(), applied.low(), peer, 0, expiredBelow);
    Retention.Decision decision =
        retention.decide(journal.segments(), applied.low(), peer, shortBytes, expiredBelow);
    if (decision.dropBelow() <= journal.firstSequence()) {
      return Optional.empty();
    }
    LOG.debug("drops the journal below {}: {}", decision.dropBelow(), peer);
    journal.dropBefore(decision.dropBelow());
    return Optional.of(
        new Dropped(
            journal.firstSequence(),
            decision.dropBelow() > usual.dropBelow(),
            decision.leavesPeerBehind()));
  }

  /**
   * Drops what lies below a record whatever it was kept for; nothing once it is closed.
   *
   * @throws UncheckedIOException if the disk does not delete
   */
  synchronized void dropBelow(long sequence) {
    if (!closed) {
      journal.dropBefore(sequence);
    }
  }

  private long freeBytes() {
    try {
      return Files.getFileStore(directory).getUnallocatedSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When it returns, nothing is dropped any more. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
