package io.lockstep.node.tree;

import io.lockstep.journal.names.NameTable;
import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import java.util.List;
import java.util.Optional;

/** Finds the files that an operation needs by the names they have in the tree. */
final class NamedFiles {

  private final NameTable names;
  private final BackingTree tree;

  NamedFiles(NameTable names, BackingTree tree) {
    this.names = names;
    this.tree = tree;
  }

  /** The files that the operation reaches by id; what cannot be found is left out. */
  FileTable of(Operation op) {
    FileTable files = new FileTable();
    for (long id : needed(op)) {
      put(id, files);
    }
    return files;
  }

  /**
   * Parents, and files that are reached by their id alone. The files that an operation renames or
   * removes are reached through its own names: if it may have been done already, the place where
   * the id was says nothing.
   */
  static List<Long> needed(Operation op) {
    return switch (op) {
      case Operation.Bind bind -> List.of(bind.parentId());
      case Operation.Create create -> List.of(create.parentId());
      case Operation.MakeDirectory make -> List.of(make.parentId());
      case Operation.Symlink symlink -> List.of(symlink.parentId());
      case Operation.Link link -> List.of(link.parentId(), link.fileId());
      case Operation.Unlink unlink -> List.of(unlink.parentId());
      case Operation.RemoveDirectory remove -> List.of(remove.parentId());
      case Operation.Rename rename -> List.of(rename.parentId(), rename.newParentId());
      case Operation.Heal heal -> List.of(heal.parentId());
      case Operation.OfFile file -> List.of(file.fileId());
    };
  }

  private void put(long id, FileTable files) {
    if (id < Operation.FIRST_FILE) {
      return;
    }
    Optional<List<Name>> path = names.pathOf(id);
    if (path.isPresent()) {
      FileHandle found = walk((int) (names.rootOf(id) - Operation.FIRST_ROOT), path.get());
      if (found != null) {
        files.put(id, found);
      }
    } else if (names.isNameless(id)) {
      files.markRemoved(id);
    }
  }

  private FileHandle walk(int root, List<Name> path) {
    FileHandle file = tree.rootHandle(root);
    for (Name name : path) {
      if (file == null) {
        return null;
      }
      file = tree.find(file, name);
    }
    return file;
  }
}
