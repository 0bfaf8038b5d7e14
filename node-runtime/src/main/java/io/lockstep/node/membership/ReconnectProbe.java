package io.lockstep.node.membership;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Asks the peer's host whether anybody listens on a port, once the link has been lost. */
public final class ReconnectProbe {

  /**
   * Linux repeats an unanswered SYN for seconds before it reports a timeout of its own
   * (tcp_syn_retries, tcp(7)). Below that a {@link ConnectException} can only be a refusal.
   */
  public static final int MAX_TIMEOUT_MILLIS = 1000;

  /** What the host answers. */
  public enum Answer {
    /** Its kernel says that nobody listens: the daemon has ended (or has not started yet). */
    REFUSED,
    /** Somebody listens. */
    CONNECTED,
    /** Nothing, or that it cannot be reached: says nothing about the daemon. */
    SILENT
  }

  private ReconnectProbe() {}

  /** Tries to connect; holds its thread for the timeout at most. */
  public static Answer probe(InetSocketAddress address, int timeoutMillis) {
    if (timeoutMillis < 1 || timeoutMillis > MAX_TIMEOUT_MILLIS) {
      throw new IllegalArgumentException(
          "probe timeout: expected 1 to 1000 ms, found " + timeoutMillis);
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, timeoutMillis);
      return Answer.CONNECTED;
    } catch (ConnectException e) {
      return Answer.REFUSED;
    } catch (IOException e) {
      return Answer.SILENT;
    }
  }
}
