package io.lockstep.control.events;

/** Somebody else appended to the stream first; read it again and decide anew. */
public final class VersionConflictException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  VersionConflictException(String stream, long expected, long found) {
    super("expected stream " + stream + " at version " + expected + ", found it at " + found);
  }
}
