package io.lockstep.control.events;

/** The store cannot do what was asked; a later attempt may succeed unless the message says more. */
public final class EventStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public EventStoreException(String message) {
    super(message);
  }

  public EventStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
