package io.lockstep.journal.op;

/** A stretch of a file's content: {@code length} bytes, at least one, from {@code offset} on. */
public record Extent(long offset, int length) {

  /** Where the next byte behind it lies. */
  public long end() {
    return offset + length;
  }
}
