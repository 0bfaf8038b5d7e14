package io.lockstep.node.replication;

import java.lang.foreign.MemorySegment;

/** Control messages as frames. */
public final class LinkCodec {

  public static final int HEADER_BYTES = 40;
  public static final int MAX_STATE_BYTES = (1 << 20) + 4096;
  public static final int MAX_FRAME_BYTES = MAX_STATE_BYTES + 64;

  private LinkCodec() {}

  public static byte[] encode(long epoch, LinkMessage message) {
    throw new UnsupportedOperationException();
  }

  public static LinkMessage decode(MemorySegment frame) {
    throw new UnsupportedOperationException();
  }
}
