package io.lockstep.node.replication;

import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Operation;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Sends what a cursor over the journal finds, in the frames a live stream would consist of. */
final class HistoryFrames {

  private HistoryFrames() {}

  /** What ids mean at the cursor, if that is inside a segment; in as many frames as needed. */
  static void sendContext(PeerConnection to, HistoryCursor cursor) {
    if (cursor.segment() != null) {
      send(to, cursor.segment().epoch(), cursor.context());
    }
  }

  private static void send(PeerConnection to, long epoch, List<Operation.Bind> binds) {
    LinkCodec.contexts(binds).forEach(context -> to.send(epoch, context));
  }

  /**
   * What stands for the cursor's record, and before it its segment if it is the first of that.
   *
   * @return false if the connection is closed
   */
  static boolean sendCurrent(PeerConnection to, HistoryCursor cursor, MemorySegment record) {
    if (cursor.segmentBegins()) {
      SegmentHeader header = cursor.segment();
      to.send(header.epoch(), new LinkMessage.BeginSegment(header));
      send(to, header.epoch(), cursor.carriedOver());
    }
    return to.sendRecord(record);
  }
}
