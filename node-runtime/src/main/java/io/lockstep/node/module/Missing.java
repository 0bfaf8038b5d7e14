package io.lockstep.node.module;

import io.lockstep.node.posix.Errno;
import io.lockstep.node.tree.Redo;

/** Brings a tree whose daemon was killed to where its journal says it is. */
final class Missing {

  /** The tree has no room for an operation, or is read-only: it can be tried again. */
  static final class NotNowException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private NotNowException(String message) {
      super(message);
    }
  }

  private Missing() {}

  /**
   * Applies what is journaled up to {@code upTo} and not in the tree.
   *
   * @throws NotNowException if there is no room for an operation
   * @throws IllegalStateException if an operation cannot be applied: the tree must then be
   *     synchronised by state
   */
  static void apply(OpenedModule opened, long upTo) {
    Redo.Result result = Redo.run(opened.journal(), opened.applied(), opened.tree(), upTo);
    result
        .failure()
        .ifPresent(
            failure -> {
              String told =
                  "operation %d could not be applied: %s"
                      .formatted(failure.entry().sequence(), Errno.name(failure.errno()));
              if (!Errno.isPassing(failure.errno())) {
                throw new IllegalStateException(told);
              }
              opened.applied().failed(failure.slot(), failure.entry().sequence());
              throw new NotNowException(told);
            });
  }
}
