package io.lockstep.node.simulation;

/** Unwinds what a daemon was doing when it was killed. */
final class Killed extends Error {

  private static final long serialVersionUID = 1L;

  Killed() {
    super("killed", null, false, false);
  }
}
