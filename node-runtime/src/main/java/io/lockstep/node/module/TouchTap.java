package io.lockstep.node.module;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.capture.CapturedDirectories;
import io.lockstep.node.reintegration.TouchedFiles;
import io.lockstep.node.reintegration.TreePath;
import io.lockstep.node.write.NameSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;

/**
 * Stands between the write pipeline and the names of captured files, and tells a running
 * synchronisation by state what is modified. Called with the append lock held.
 */
final class TouchTap implements NameSource {

  /** Deeper than PATH_MAX allows a path to be: a chain this long is a loop. */
  private static final int MAX_DEPTH = 4096;

  private final CapturedDirectories names;
  private volatile TouchedFiles listener;

  TouchTap(CapturedDirectories names) {
    this.names = names;
  }

  /** Begins to note what is modified, until {@link #stop}. */
  TouchedFiles begin() {
    TouchedFiles touched = new TouchedFiles(this::pathOf);
    listener = touched;
    return touched;
  }

  void stop() {
    listener = null;
  }

  @Override
  public Binding nameOf(long fileId) {
    return names.nameOf(fileId);
  }

  @Override
  public void placing(long sequence) {
    names.placing(sequence);
  }

  /** Noted before the names change: where a file was until now matters. */
  @Override
  public void follow(Operation operation) {
    TouchedFiles now = listener;
    if (now != null) {
      now.follow(operation);
    }
    names.follow(operation);
  }

  /** Where a file is as of the journal's end, if it is known. */
  Optional<TreePath> pathOf(long fileId) {
    Deque<Name> path = new ArrayDeque<>();
    long at = fileId;
    while (at >= Operation.FIRST_FILE) {
      Binding binding = names.nameOf(at);
      if (binding == null || path.size() >= MAX_DEPTH) {
        return Optional.empty();
      }
      path.addFirst(binding.name());
      at = binding.parentId();
    }
    return Optional.of(new TreePath((int) (at - Operation.FIRST_ROOT), new ArrayList<>(path)));
  }
}
