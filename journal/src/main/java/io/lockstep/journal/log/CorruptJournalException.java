package io.lockstep.journal.log;

/** A part of the journal that must be there is damaged. Says which file and what to do. */
public final class CorruptJournalException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CorruptJournalException(String message) {
    super(message);
  }

  public CorruptJournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
