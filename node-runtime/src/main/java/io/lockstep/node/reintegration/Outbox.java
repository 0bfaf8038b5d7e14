package io.lockstep.node.reintegration;

import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Packs messages and sends them when the pack is full or when asked. One thread. */
final class Outbox {

  private final StateChannel channel;
  private final ByteBuffer pack =
      ByteBuffer.allocate(StateChannel.MAX_MESSAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  Outbox(StateChannel channel) {
    this.channel = channel;
    pack.put(StateCodec.VERSION);
  }

  void add(StateMessage message) throws IOException {
    int before = pack.position();
    try {
      StateCodec.encode(message, pack);
    } catch (BufferOverflowException full) {
      pack.position(before);
      if (before == 1) {
        throw new IOException("message too long for one pack: " + message.getClass(), full);
      }
      flush();
      add(message);
    }
  }

  void flush() throws IOException {
    if (pack.position() > 1) {
      channel.send(Arrays.copyOf(pack.array(), pack.position()));
      pack.position(1);
    }
  }
}
