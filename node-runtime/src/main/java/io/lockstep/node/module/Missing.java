package io.lockstep.node.module;

import io.lockstep.node.posix.Errno;
import io.lockstep.node.tree.Redo;

/** Brings a tree whose daemon was killed to where its journal says it is. */
final class Missing {

  private Missing() {}

  /**
   * Applies what is journaled up to {@code upTo} and not in the tree.
   *
   * @throws IllegalStateException if an operation cannot be applied: the tree must then be
   *     synchronised by state
   */
  static void apply(OpenedModule opened, long upTo) {
    Redo.Result result = Redo.run(opened.journal(), opened.applied(), opened.tree(), upTo);
    result
        .failure()
        .ifPresent(
            failure -> {
              throw new IllegalStateException(
                  "operation %d could not be applied after the restart: %s"
                      .formatted(failure.entry().sequence(), Errno.name(failure.errno())));
            });
  }
}
