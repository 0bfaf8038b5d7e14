package io.lockstep.node.verify;

import io.lockstep.node.tree.Digest;

/** How far a verification is. All threads. */
public final class Totals {

  private long entries;
  private long bytes;
  private long mismatches;
  private long healed;
  private Digest digest = Digest.NONE;

  /** Entries compared, directories among them. */
  public synchronized long entries() {
    return entries;
  }

  /** Bytes of files compared. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Entries, or pieces of files, that differ. */
  public synchronized long mismatches() {
    return mismatches;
  }

  /** Those of them that were made equal. */
  public synchronized long healed() {
    return healed;
  }

  /** Of all that was compared, as this node has it: the same for equal trees. */
  public synchronized Digest digest() {
    return digest;
  }

  synchronized void entry(Digest of) {
    entries++;
    digest = digest.plus(of);
  }

  synchronized void piece(long length, Digest of) {
    bytes += length;
    digest = digest.plus(of);
  }

  synchronized void mismatch(boolean wasHealed) {
    mismatches++;
    healed += wasHealed ? 1 : 0;
  }

  /** For people. */
  public synchronized String words() {
    return "verify: %d entries and %d bytes compared, %d mismatches"
        .formatted(entries, bytes, mismatches);
  }
}
