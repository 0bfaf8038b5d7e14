package io.lockstep.control.http;

import io.lockstep.node.config.NodeConfig.Endpoint;
import java.io.IOException;
import java.net.BindException;

/** An address that cannot be listened on, as one line that says what to do. */
public final class ListenFailure extends IOException {

  private static final long serialVersionUID = 1L;

  private ListenFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * @param key the key of the configuration (or option) that names the address
   */
  public static ListenFailure of(String key, Endpoint endpoint, Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String at = endpoint.host() + ":" + endpoint.port();
    String message =
        root instanceof BindException && String.valueOf(root.getMessage()).contains("in use")
            ? key + ": " + at + " is in use by another program; stop it or choose another port"
            : key + ": cannot listen on " + at + ": " + root;
    return new ListenFailure(message, failure);
  }
}
