package io.lockstep.node.conflict;

import io.lockstep.journal.log.JournalView;
import io.lockstep.journal.op.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The operations of an archive. Stateless; reads the archive's journal and changes nothing. */
public final class ArchivedOperations {

  private ArchivedOperations() {}

  /**
   * Tells those that only the archived copy had, in their order. What merely names files is left
   * out.
   *
   * @param journal the archive's
   * @param directories of the manifest
   */
  public static void read(
      Path journal, long commonSequence, List<String> directories, Consumer<ArchivedOperation> to)
      throws IOException {
    try (NamedOperations operations = new NamedOperations(JournalView.of(journal).reader())) {
      while (operations.next()) {
        boolean counts =
            operations.entry().sequence() > commonSequence
                && !(operations.entry().operation() instanceof Operation.Bind);
        if (counts) {
          to.accept(new OperationWords(directories, operations.names()).of(operations.entry()));
        }
      }
    }
  }
}
