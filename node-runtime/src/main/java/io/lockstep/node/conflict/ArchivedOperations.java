package io.lockstep.node.conflict;

import io.lockstep.journal.log.JournalView;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** The operations of an archive. Stateless; reads the archive's journal and changes nothing. */
public final class ArchivedOperations {

  private ArchivedOperations() {}

  /**
   * Tells those that only the archived copy had, in their order. What merely names files is left
   * out.
   *
   * @param journal the archive's
   * @param directories of the manifest
   * @param to false if it wants no more
   */
  public static void read(
      Path journal, long commonSequence, List<String> directories, Predicate<ArchivedOperation> to)
      throws IOException {
    try (NamedOperations operations = new NamedOperations(JournalView.of(journal).reader())) {
      boolean wanted = true;
      while (wanted && operations.next()) {
        Entry entry = operations.entry();
        if (entry.sequence() > commonSequence && !(entry.operation() instanceof Operation.Bind)) {
          wanted = to.test(new OperationWords(directories, operations.names()).of(entry));
        }
      }
    }
  }
}
