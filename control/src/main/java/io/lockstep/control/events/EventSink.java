package io.lockstep.control.events;

/** Where the recorder puts events. */
@FunctionalInterface
public interface EventSink {

  /**
   * Keeps the event; when it returns, the event survives the death of this process. An id that is
   * there already is left as it is.
   *
   * @throws RuntimeException when it cannot now; the same call may be repeated
   */
  void append(NewEvent event);
}
