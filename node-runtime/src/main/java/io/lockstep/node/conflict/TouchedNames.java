package io.lockstep.node.conflict;

import io.lockstep.journal.names.NameTable;
import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.OfFile;
import io.lockstep.node.reintegration.MarkedNames;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the files are that operations have touched, by the names they had then.
 *
 * <p>Why stale names do no harm: a mark is a mark on whatever stands at the name when it is looked
 * at, and an operation that gives a name to something that was there before (link, rename) marks
 * that name with everything below it. A file that keeps only a name nobody told of is not found;
 * what was written to it is in the journal. One thread.
 */
final class TouchedNames {

  private final List<MarkedNames> roots;

  TouchedNames(int directories) {
    roots = IntStream.range(0, directories).mapToObj(_ -> new MarkedNames()).toList();
  }

  /** One for each replicated directory. */
  List<MarkedNames> roots() {
    return roots;
  }

  /** Marks what the next operation touches. */
  void follow(NameTable names, Operation operation) {
    switch (operation) {
      case Operation.Bind _, Operation.Barrier _ -> {}
      case Operation.Create op -> entry(names, op.parentId(), op.name(), false);
      case Operation.MakeDirectory op -> entry(names, op.parentId(), op.name(), false);
      case Operation.Symlink op -> entry(names, op.parentId(), op.name(), false);
      case Operation.Heal op -> entry(names, op.parentId(), op.name(), true);
      case Operation.Link op -> entry(names, op.parentId(), op.name(), true);
      case Operation.RemoveDirectory op -> entry(names, op.parentId(), op.name(), false);
      case Operation.Unlink op -> unlink(names, op);
      case Operation.Rename op -> {
        entry(names, op.parentId(), op.name(), true);
        entry(names, op.newParentId(), op.newName(), true);
      }
      case OfFile op -> file(names, op.fileId());
    }
  }

  /** A file that has a further name keeps what was written to it. */
  private void unlink(NameTable names, Operation.Unlink op) {
    entry(names, op.parentId(), op.name(), false);
    NameTable.Place gone = new NameTable.Place(op.parentId(), op.name());
    for (NameTable.Place place : names.placesOf(op.fileId())) {
      if (!place.equals(gone)) {
        entry(names, place.parentId(), place.name(), false);
      }
    }
  }

  private void entry(NameTable names, long parentId, Name name, boolean withAllBelow) {
    names
        .pathOf(parentId)
        .ifPresent(
            parent -> {
              List<Name> path = new ArrayList<>(parent);
              path.add(name);
              root(names, parentId).mark(path, withAllBelow);
            });
  }

  private void file(NameTable names, long fileId) {
    names.pathOf(fileId).ifPresent(path -> root(names, fileId).mark(path, false));
  }

  private MarkedNames root(NameTable names, long fileId) {
    return roots.get((int) (names.rootOf(fileId) - Operation.FIRST_ROOT));
  }
}
