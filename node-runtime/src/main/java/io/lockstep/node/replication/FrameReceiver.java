package io.lockstep.node.replication;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;

/**
 * Reads frames into one native buffer and delivers them from there. For one thread at a time. While
 * traffic keeps pace the buffer is used from its beginning again and again, which keeps it in the
 * processor's cache.
 */
final class FrameReceiver {

  /** {@link #poll} found the end of the stream. */
  static final int END = -1;

  private final SocketChannel channel;
  private final ByteBuffer buffer;
  private final MemorySegment memory;
  private int parsed;

  FrameReceiver(SocketChannel channel, int bufferBytes) {
    this.channel = channel;
    int bytes = Math.max(bufferBytes, 2 * LinkCodec.MAX_FRAME_BYTES);
    this.buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.memory = MemorySegment.ofBuffer(buffer);
  }

  /**
   * Takes what has arrived and delivers every complete frame.
   *
   * @return the number of bytes that had arrived, or {@link #END}
   * @throws MalformedFrameException if they are not frames
   */
  int poll(LinkHandler handler) throws IOException {
    int bytes = channel.read(buffer);
    if (bytes > 0 && deliverAll(handler)) {
      handler.batchEnd();
    }
    reclaim();
    return bytes;
  }

  private boolean deliverAll(LinkHandler handler) {
    boolean any = false;
    while (buffer.position() - parsed >= FrameHeader.BYTES) {
      int length = FrameHeader.length(buffer, parsed);
      if (buffer.position() - parsed < length) {
        return any;
      }
      deliver(handler, parsed, length);
      parsed += length;
      any = true;
    }
    return any;
  }

  private void deliver(LinkHandler handler, int at, int length) {
    if (FrameHeader.isRecord(buffer, at)) {
      handler.record(memory.asSlice(at, length));
    } else {
      LinkMessage message = LinkDecoder.decode(buffer.slice(at, length));
      handler.message(FrameHeader.epoch(buffer, at), message);
    }
  }

  /** Only after batchEnd: the handler's views of the buffer are no longer valid. */
  private void reclaim() {
    if (parsed == buffer.position()) {
      buffer.clear();
      parsed = 0;
    } else if (buffer.remaining() < LinkCodec.MAX_FRAME_BYTES) {
      buffer.limit(buffer.position()).position(parsed).compact();
      parsed = 0;
    }
  }
}
