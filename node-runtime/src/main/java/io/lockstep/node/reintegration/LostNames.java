package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Stat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds touched files that live on although the name they were touched under is gone. One thread.
 *
 * <p>If another name is known, that name is marked. If none is known, the file has several names
 * and the target can be told by identity.
 */
final class LostNames {

  private final TouchedFiles touched;
  private final StateSource.Node node;
  private final Inspector inspector;

  LostNames(TouchedFiles touched, StateSource.Node node, Inspector inspector) {
    this.touched = touched;
    this.node = node;
    this.inspector = inspector;
  }

  /** Marks the names that are known; answers the ids of the files without a known name. */
  List<Long> markKnown(TouchedFiles.Marks marks) throws IOException {
    List<Long> unknown = new ArrayList<>();
    for (long fileId : marks.unnamed()) {
      if (isAlive(fileId)) {
        Optional<TreePath> path = touched.pathOf(fileId);
        path.ifPresentOrElse(found -> mark(marks, found), () -> unknown.add(fileId));
      }
    }
    return unknown;
  }

  private boolean isAlive(long fileId) throws IOException {
    int fd = node.open(fileId);
    if (fd < 0) {
      return false;
    }
    try {
      Stat stat = inspector.stat(fd);
      return stat.nlink() > 0;
    } finally {
      Descriptors.close(fd);
    }
  }

  private static void mark(TouchedFiles.Marks marks, TreePath path) {
    TouchedNode at = marks.roots().computeIfAbsent(path.root(), key -> new TouchedNode());
    for (Name name : path.names()) {
      at = at.child(name);
    }
    at.named = true;
  }
}
