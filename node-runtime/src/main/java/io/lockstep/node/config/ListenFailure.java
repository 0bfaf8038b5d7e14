package io.lockstep.node.config;

import io.lockstep.node.config.NodeConfig.Endpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

/** An address that cannot be listened on, as one line that says what to do. */
public final class ListenFailure extends IOException {

  private static final long serialVersionUID = 1L;

  private ListenFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Tells what is wrong with the address.
   *
   * @param key the key of the configuration (or option) that names the address
   */
  public static ListenFailure of(String key, Endpoint endpoint, Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new ListenFailure(
        key + ": " + endpoint.host() + ":" + endpoint.port() + " " + why(root), failure);
  }

  /** The messages are those of strerror(3): EADDRINUSE, EADDRNOTAVAIL, EACCES. */
  private static String why(Throwable root) {
    String told = String.valueOf(root.getMessage());
    if (root instanceof UnresolvedAddressException || root instanceof UnknownHostException) {
      return "cannot be listened on: expected an address of this machine, found an unknown host"
          + " name";
    }
    if (root instanceof BindException && told.contains("in use")) {
      return "is in use by another program; stop it or choose another port";
    }
    if (root instanceof BindException && told.contains("Cannot assign")) {
      return "cannot be listened on: expected an address of this machine, found one that is not";
    }
    return "cannot be listened on: " + (root.getMessage() == null ? root : told);
  }
}
