package io.lockstep.node.replication;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;

/**
 * Single frames over a blocking channel before it is authenticated: small ones only, and all of
 * them together within one time limit.
 */
final class HelloChannel {

  /** A Hello with the longest names, or a Rejected with the longest text, fits. */
  private static final int MAX_BYTES = 2 * LinkCodec.MAX_TEXT_BYTES;

  private final SocketChannel channel;
  private final long deadlineNanos;

  HelloChannel(SocketChannel channel, long timeoutMillis) {
    this.channel = channel;
    this.deadlineNanos = System.nanoTime() + timeoutMillis * 1_000_000;
  }

  void write(LinkMessage message) throws IOException {
    // Cannot block for long: all that is written before authentication fits a socket's buffer.
    ByteBuffer frame = ByteBuffer.wrap(LinkCodec.encode(0, message));
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  /** The next message, whatever it is. Reads not one byte beyond it. */
  LinkMessage read() throws IOException {
    ByteBuffer header =
        ByteBuffer.wrap(readFully(FrameHeader.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    int length = FrameHeader.length(header, 0);
    if (length > MAX_BYTES) {
      throw new MalformedFrameException(
          "hello: expected at most " + MAX_BYTES + " bytes, found " + length);
    }
    byte[] fields = readFully(length - FrameHeader.BYTES);
    return LinkDecoder.decode(ByteBuffer.allocate(length).put(header).put(fields).flip());
  }

  /** The next message, which must be of the given sort. */
  <M extends LinkMessage> M expect(Class<M> type) throws IOException, HelloException {
    LinkMessage message = read();
    if (message instanceof LinkMessage.Rejected rejected) {
      throw HelloException.byPeer(rejected);
    }
    if (!type.isInstance(message)) {
      throw new MalformedFrameException(
          "expected " + type.getSimpleName() + ", found " + message.getClass().getSimpleName());
    }
    return type.cast(message);
  }

  private byte[] readFully(int bytes) throws IOException {
    byte[] target = new byte[bytes];
    InputStream in = channel.socket().getInputStream();
    int done = 0;
    while (done < bytes) {
      channel.socket().setSoTimeout(remainingMillis());
      int read = in.read(target, done, bytes - done);
      if (read < 0) {
        throw new EOFException("closed by the peer during authentication");
      }
      done += read;
    }
    return target;
  }

  private int remainingMillis() throws SocketTimeoutException {
    long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("authentication took too long");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }
}
