package io.lockstep.node.reintegration;

import java.io.IOException;

/**
 * Carries the messages of a synchronisation by state, in order and whole, between one {@link
 * StateSource} and one {@link StateTarget}. Integrity is the carrier's business; the content is
 * checked here. One thread sends and receives on each side.
 *
 * <p>The two sides speak in turns (see {@link StateSource}), so a channel needs no particular
 * buffer: {@link #send} may block until the other side receives.
 */
public interface StateChannel {

  /** Longest message, in bytes. */
  int MAX_MESSAGE_BYTES = (1 << 20) + (4 << 10);

  /**
   * Sends one message of 1 to {@link #MAX_MESSAGE_BYTES} bytes; the array belongs to the channel
   * from now on.
   *
   * @throws IOException if the peer cannot be reached any more
   */
  void send(byte[] message) throws IOException;

  /**
   * Waits for the next message.
   *
   * @throws IOException if the peer cannot be reached any more, or this side was told to stop
   */
  byte[] receive() throws IOException;
}
