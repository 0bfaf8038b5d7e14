package io.lockstep.node.module;

import io.lockstep.node.reintegration.Progress;

/** The progress of a synchronisation by state, for people. */
final class StateWords {

  private StateWords() {}

  static String of(Progress progress, Pace pace) {
    Progress.Snapshot at = progress.snapshot();
    return "state: round %d, %d files compared, %s"
        .formatted(at.round(), at.filesCompared(), pace.ofBytes(at.bytesSent()));
  }
}
