package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A path that shares its beginning with others: many can wait in a walk. */
record PathNode(PathNode parent, int root, Name name) {

  static PathNode ofRoot(int root) {
    return new PathNode(null, root, null);
  }

  PathNode child(Name entry) {
    return new PathNode(this, root, entry);
  }

  TreePath path() {
    Deque<Name> names = new ArrayDeque<>();
    for (PathNode node = this; node.parent != null; node = node.parent) {
      names.addFirst(node.name);
    }
    return new TreePath(root, List.copyOf(names));
  }
}
