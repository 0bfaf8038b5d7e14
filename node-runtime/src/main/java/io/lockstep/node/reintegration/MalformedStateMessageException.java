package io.lockstep.node.reintegration;

import java.io.IOException;

/**
 * The peer's message cannot be read or is not allowed here; the synchronisation must start anew.
 */
public final class MalformedStateMessageException extends IOException {

  private static final long serialVersionUID = 1;

  MalformedStateMessageException(String what, Object expected, Object found) {
    super(
        "synchronisation message, "
            + what
            + ": expected "
            + expected
            + ", found "
            + found
            + "; abort this synchronisation and begin again");
  }
}
