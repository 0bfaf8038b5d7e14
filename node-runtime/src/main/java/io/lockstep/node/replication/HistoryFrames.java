package io.lockstep.node.replication;

import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Operation;
import java.util.List;

/**
 * Sends a peer that was away for a moment what it has missed of the current epoch. All of it is
 * short: an operation that the peer lacks is one whose worker still waits.
 */
final class Resumption {

  private final Journal journal;
  private final PeerConnection connection;

  Resumption(Journal journal, PeerConnection connection) {
    this.journal = journal;
    this.connection = connection;
  }

  /**
   * Sends what follows {@code peerLast}, with the meaning of file ids before it.
   *
   * @param current the segment that the next record will belong to
   */
  void send(long peerLast, SegmentHeader current) {
    SegmentHeader known = null;
    if (peerLast >= current.firstSequence() || peerLast < journal.lastSequence()) {
      known = sendRecords(peerLast);
    }
    if (!current.equals(known)) {
      // It was cut off before it heard of the segment, or right after: hearing of it twice is
      // harmless.
      connection.send(current.epoch(), new LinkMessage.BeginSegment(current));
    }
  }

  private SegmentHeader sendRecords(long peerLast) {
    // This process began the segments itself: each tells all its ids.
    try (HistoryCursor cursor = HistoryCursor.behind(journal, peerLast, false)) {
      sendContext(connection, cursor);
      while (cursor.next()) {
        sendCurrent(connection, cursor);
      }
      return cursor.segment();
    }
  }

  /** What ids mean at the cursor, if that is inside a segment; in as many frames as needed. */
  static void sendContext(PeerConnection to, HistoryCursor cursor) {
    if (cursor.segment() != null) {
      send(to, cursor.segment().epoch(), cursor.context());
    }
  }

  private static void send(PeerConnection to, long epoch, List<Operation.Bind> binds) {
    LinkCodec.contexts(binds).forEach(context -> to.send(epoch, context));
  }

  /** The cursor's record, and before it its segment if it is the first of that. */
  static boolean sendCurrent(PeerConnection to, HistoryCursor cursor) {
    if (cursor.segmentBegins()) {
      SegmentHeader header = cursor.segment();
      to.send(header.epoch(), new LinkMessage.BeginSegment(header));
      send(to, header.epoch(), cursor.carriedOver());
    }
    return to.sendRecord(cursor.record());
  }
}
