package io.lockstep.journal.log;

import java.io.IOException;

/** ENOSPC or EDQUOT: room is all that is missing. */
final class NoSpaceException extends IOException {
  private static final long serialVersionUID = 1;

  NoSpaceException(String message) {
    super(message);
  }
}
