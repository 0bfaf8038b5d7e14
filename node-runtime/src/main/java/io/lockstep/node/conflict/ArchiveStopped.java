package io.lockstep.node.conflict;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/** The module was closed while an archive was written; what there is of it is none. */
public final class ArchiveStopped extends IOException {
  private static final long serialVersionUID = 1;

  private ArchiveStopped() {
    super("archiving was stopped before it was complete");
  }

  static void check(BooleanSupplier cancelled) throws ArchiveStopped {
    if (cancelled.getAsBoolean()) {
      throw new ArchiveStopped();
    }
  }
}
