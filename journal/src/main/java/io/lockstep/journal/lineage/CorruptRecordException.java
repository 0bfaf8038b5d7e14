package io.lockstep.journal.lineage;

/**
 * A durable record of a node cannot be read, though there once was one. The node must not be
 * believed to be new.
 */
public final class CorruptRecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CorruptRecordException(String message) {
    super(message);
  }

  public CorruptRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
