package io.lockstep.node.reintegration;

/** Counts what a synchronisation has done. Written by its one thread, read by any. */
public final class Progress {

  /**
   * A moment's counts.
   *
   * @param round 0 for the whole tree, then 1, 2, ...
   * @param filesCompared entries looked at, all rounds together
   * @param bytesCompared bytes of files looked at
   * @param bytesSent bytes of files that crossed (source: sent, target: received)
   */
  public record Snapshot(int round, long filesCompared, long bytesCompared, long bytesSent) {}

  private volatile Snapshot snapshot = new Snapshot(0, 0, 0, 0);

  public Snapshot snapshot() {
    return snapshot;
  }

  void round(int round) {
    Snapshot s = snapshot;
    snapshot = new Snapshot(round, s.filesCompared, s.bytesCompared, s.bytesSent);
  }

  void fileCompared() {
    Snapshot s = snapshot;
    snapshot = new Snapshot(s.round, s.filesCompared + 1, s.bytesCompared, s.bytesSent);
  }

  void bytesCompared(long bytes) {
    Snapshot s = snapshot;
    snapshot = new Snapshot(s.round, s.filesCompared, s.bytesCompared + bytes, s.bytesSent);
  }

  void bytesSent(long bytes) {
    Snapshot s = snapshot;
    snapshot = new Snapshot(s.round, s.filesCompared, s.bytesCompared, s.bytesSent + bytes);
  }
}
