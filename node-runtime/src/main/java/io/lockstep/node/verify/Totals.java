package io.lockstep.node.verify;

/** How far a verification is. Written by one thread, read by all. */
public final class Totals {

  private volatile long entries;
  private volatile long bytes;
  private volatile long mismatches;
  private volatile long healed;
  private volatile Digest digest = Digest.NONE;

  /** Entries compared, directories among them. */
  public long entries() {
    return entries;
  }

  /** Bytes of files compared. */
  public long bytes() {
    return bytes;
  }

  /** Entries, or pieces of files, that differ. */
  public long mismatches() {
    return mismatches;
  }

  /** Those of them that were made equal. */
  public long healed() {
    return healed;
  }

  /** Of all that was compared, as this node has it: the same for equal trees. */
  public Digest digest() {
    return digest;
  }

  void entry(Digest of) {
    entries = entries + 1;
    digest = digest.plus(of);
  }

  void piece(long length, Digest of) {
    bytes = bytes + length;
    digest = digest.plus(of);
  }

  void mismatch(boolean wasHealed) {
    mismatches = mismatches + 1;
    healed = healed + (wasHealed ? 1 : 0);
  }

  /** For people. */
  public String words() {
    return "verify: %d entries and %d bytes compared, %d mismatches"
        .formatted(entries, bytes, mismatches);
  }
}
