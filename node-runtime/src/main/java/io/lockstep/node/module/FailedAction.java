package io.lockstep.node.module;

import io.lockstep.journal.lineage.CorruptRecordException;
import io.lockstep.journal.log.CorruptJournalException;
import io.lockstep.node.config.FileFailure;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.role.Action;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells why an action could not be carried out. What comes from outside (a directory, a disk, a
 * kernel that refuses) is one line for whoever runs the node; what nobody foresaw is a defect, and
 * logged in full.
 */
final class FailedAction {

  private static final Logger LOG = LoggerFactory.getLogger(FailedAction.class);

  private FailedAction() {}

  /** Logs the failure and returns the line for people. */
  static String told(String module, Action action, RuntimeException failure) {
    if (isFromOutside(failure)) {
      String why = why(failure);
      LOG.error("module {}: {}", module, why);
      return why;
    }
    String name = action.getClass().getSimpleName();
    LOG.error("module {}: {} failed", module, name, failure);
    return name + " failed unexpectedly, see the log: " + failure;
  }

  private static boolean isFromOutside(RuntimeException failure) {
    return failure.getMessage() != null
        && switch (failure) {
          case UncheckedIOException _, SystemCallException _ -> true;
          case CorruptJournalException _, CorruptRecordException _ -> true;
          case IllegalStateException _, UnsupportedOperationException _ -> true;
          default -> false;
        };
  }

  private static String why(RuntimeException failure) {
    String told =
        failure instanceof UncheckedIOException io
            ? FileFailure.words(io.getCause())
            : failure.getMessage();
    return told.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
