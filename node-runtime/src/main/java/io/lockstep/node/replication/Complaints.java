package io.lockstep.node.replication;

import io.lockstep.journal.op.Entry;
import io.lockstep.node.posix.Errno;

/** Tells both sides what a receiver cannot do: this node's listener and the peer. All threads. */
final class Complaints {

  private final PeerConnection connection;
  private final ReceiverListener listener;

  Complaints(PeerConnection connection, ReceiverListener listener) {
    this.connection = connection;
    this.listener = listener;
  }

  /** Nothing from this sequence on was acknowledged, for want of room. */
  void unable(long epoch, long sequence, String why) {
    tell(epoch, sequence, Errno.ENOSPC, why);
    listener.unable(why);
  }

  /** It was acknowledged and is in the journal, so it is not lost: a redo applies it. */
  void postponed(Entry entry, int result) {
    String what =
        "operation %d (%s) cannot be applied now: %s"
            .formatted(entry.sequence(), kind(entry), Errno.name(result));
    tell(entry.epoch(), entry.sequence(), -result, what);
    listener.unable(what);
  }

  void journalFailed(long epoch, long sequence, Throwable e) {
    tell(epoch, sequence, Errno.EIO, "the journal cannot be written: " + e.getMessage());
    listener.journalFailed(sequence, e);
  }

  /** This node's tree is not what it promised to be. */
  void applyFailed(long epoch, long sequence, int result, String what) {
    listener.applyFailed(sequence, -result, what);
    tell(epoch, sequence, -result, "cannot apply " + what);
    connection.close();
  }

  /** Never tried again: after a failed fsync the kernel may have dropped the pages. */
  void syncFailed(long epoch, long sequence, int result) {
    listener.syncFailed(sequence, -result);
    tell(epoch, sequence, -result, "cannot sync");
  }

  /** What the peer has sent is none of its business. */
  void refused(RejectCode code, String detail) {
    connection.reject(code, detail);
    listener.refused(code, detail);
  }

  static String kind(Entry entry) {
    return entry.operation().getClass().getSimpleName();
  }

  private void tell(long epoch, long sequence, int errno, String what) {
    connection.send(epoch, new LinkMessage.Trouble(sequence, errno, what));
  }
}
