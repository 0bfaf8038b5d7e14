package io.lockstep.journal.op;

import java.lang.foreign.MemorySegment;

/** Operations as bytes. */
public final class OperationCodec {

  public static final int HEADER_BYTES = 40;

  /** The largest write of one FUSE request (256 pages). */
  public static final int MAX_DATA_BYTES = 1 << 20;

  public static final int MAX_RECORD_BYTES = HEADER_BYTES + 20 + MAX_DATA_BYTES;

  private OperationCodec() {}

  public static int encodedBytes(Operation op) {
    throw new UnsupportedOperationException();
  }

  public static int encode(Entry entry, MemorySegment target, long offset) {
    throw new UnsupportedOperationException();
  }

  public static Entry decode(MemorySegment record) {
    throw new UnsupportedOperationException();
  }

  public static long epoch(MemorySegment record) {
    throw new UnsupportedOperationException();
  }

  public static long sequence(MemorySegment record) {
    throw new UnsupportedOperationException();
  }

  public static int kind(MemorySegment record) {
    throw new UnsupportedOperationException();
  }
}
