package io.lockstep.node.module;

import io.lockstep.node.reintegration.Progress;

/** The progress of a synchronisation by state, for people. */
final class StateWords {

  private StateWords() {}

  static String of(Progress progress) {
    Progress.Snapshot at = progress.snapshot();
    return "state: round %d, %d files compared, %d bytes sent"
        .formatted(at.round(), at.filesCompared(), at.bytesSent());
  }
}
