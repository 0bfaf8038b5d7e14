package io.lockstep.node.reintegration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Receives packs and hands out their messages one by one. One thread. */
final class Inbox {

  private final StateChannel channel;
  private ByteBuffer pack = ByteBuffer.allocate(0);

  Inbox(StateChannel channel) {
    this.channel = channel;
  }

  StateMessage next() throws IOException {
    while (!pack.hasRemaining()) {
      pack = opened(channel.receive());
    }
    int length = new FieldReader(pack).i32("length", 1, pack.remaining() - Integer.BYTES);
    ByteBuffer one = pack.slice(pack.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    pack.position(pack.position() + length);
    return StateCodec.decode(one);
  }

  private static ByteBuffer opened(byte[] message) throws MalformedStateMessageException {
    if (message.length < 1 || message.length > StateChannel.MAX_MESSAGE_BYTES) {
      throw new MalformedStateMessageException(
          "length", "1 to " + StateChannel.MAX_MESSAGE_BYTES + " bytes", message.length);
    }
    if (message[0] != StateCodec.VERSION) {
      throw new MalformedStateMessageException("version", StateCodec.VERSION, message[0]);
    }
    ByteBuffer pack = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    return pack.position(1);
  }
}
