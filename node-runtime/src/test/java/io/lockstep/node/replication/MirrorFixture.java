package io.lockstep.node.replication;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node that mirrors: a receiver for each connection. */
final class MirrorFixture implements ReceiverListener {

  final NodeFixture node;
  final List<String> troubles = new CopyOnWriteArrayList<>();
  volatile String lacking = "";
  final List<Long> needed = new CopyOnWriteArrayList<>();
  volatile Receiver receiver;
  volatile Recording handler;
  volatile long wholeFrom;
  volatile long settled;

  MirrorFixture(NodeFixture node) {
    this.node = node;
  }

  /** Receives over this connection from now on; the tree is where the journal ends. */
  void receive(PeerConnection connection, long minEpoch) {
    Receiver next =
        new Receiver(node.journal, node.applied, node, connection, this::lacking, this, minEpoch);
    handler =
        new Recording() {
          @Override
          public void message(long epoch, LinkMessage message) {
            if (!next.message(epoch, message)) {
              super.message(epoch, message);
              answer(connection, message);
            }
          }

          @Override
          public void record(MemorySegment record) {
            next.record(record);
          }

          @Override
          public void batchEnd() {
            next.batchEnd();
          }

          @Override
          public void closed(CloseReason reason, String why) {
            next.close();
            super.closed(reason, why);
          }
        };
    receiver = next;
    connection.start(handler);
  }

  private String lacking(long neededBytes) {
    needed.add(neededBytes);
    return lacking;
  }

  /** What a module's role machine does, all of it at once. */
  private void answer(PeerConnection connection, LinkMessage message) {
    if (message instanceof LinkMessage.Condense condense) {
      wholeFrom = condense.wholeFrom();
      connection.send(new LinkMessage.Condensing(condense.wholeFrom()));
    }
    if (message instanceof LinkMessage.Settle settle) {
      if (!receiver.awaitQuiet(NodeFixture.TIMEOUT_MILLIS)
          || node.applied.low() < settle.sequence()) {
        troubles.add("settle " + settle.sequence() + ": applied up to " + node.applied.low());
      }
      settled = settle.sequence();
      connection.send(new LinkMessage.Settled(settle.sequence()));
    }
  }

  @Override
  public void applyFailed(long sequence, int errno, String what) {
    troubles.add("apply " + sequence + " " + errno + " " + what);
  }

  @Override
  public void unable(String why) {
    troubles.add("unable: " + why);
  }

  @Override
  public void journalFailed(long sequence, Throwable cause) {
    troubles.add("journal " + sequence + " " + cause);
  }

  @Override
  public void syncFailed(long sequence, int errno) {
    troubles.add("sync " + sequence + " " + errno);
  }

  @Override
  public void refused(RejectCode code, String detail) {
    troubles.add(code + " " + detail);
  }
}
