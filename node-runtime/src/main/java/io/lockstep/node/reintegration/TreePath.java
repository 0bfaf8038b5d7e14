package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import java.util.List;

/**
 * Where a file is: names from a replicated directory's root downwards; no names mean the root.
 *
 * @param root number of the replicated directory, the first is 0
 */
public record TreePath(int root, List<Name> names) {

  public TreePath {
    names = List.copyOf(names);
  }
}
