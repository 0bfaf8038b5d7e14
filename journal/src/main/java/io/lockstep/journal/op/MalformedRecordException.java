package io.lockstep.journal.op;

/**
 * A record is not an operation: too short or long, another format, a wrong checksum, or a field out
 * of its limits. The message says what was expected, what was found, and what to do.
 */
public final class MalformedRecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MalformedRecordException(String message) {
    super(message);
  }

  public MalformedRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
