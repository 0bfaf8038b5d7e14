package io.lockstep.node.conflict;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lockstep.journal.names.NameTable;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says in words what an operation did, given the names as they were before it. Pure.
 *
 * @param directories the replicated directories by the names people know
 */
record OperationWords(List<String> directories, NameTable names) {

  ArchivedOperation of(Entry entry) {
    Operation operation = entry.operation();
    return new ArchivedOperation(
        entry.epoch(),
        entry.sequence(),
        entry.timeNanos(),
        operation.getClass().getSimpleName(),
        path(operation),
        detail(operation));
  }

  private String path(Operation operation) {
    return switch (operation) {
      case Operation.Bind o -> entry(o.parentId(), o.name());
      case Operation.Create o -> entry(o.parentId(), o.name());
      case Operation.MakeDirectory o -> entry(o.parentId(), o.name());
      case Operation.Symlink o -> entry(o.parentId(), o.name());
      case Operation.Link o -> entry(o.parentId(), o.name());
      case Operation.Unlink o -> entry(o.parentId(), o.name());
      case Operation.RemoveDirectory o -> entry(o.parentId(), o.name());
      case Operation.Rename o -> entry(o.parentId(), o.name());
      case Operation.Heal o -> entry(o.parentId(), o.name());
      case Operation.OfFile o -> file(o.fileId());
    };
  }

  private String detail(Operation operation) {
    return switch (operation) {
      case Operation.Create o -> owned(o.mode(), o.uid(), o.gid());
      case Operation.MakeDirectory o -> owned(o.mode(), o.uid(), o.gid());
      case Operation.Symlink o -> "to " + new String(o.target(), UTF_8);
      case Operation.Link o -> "of " + file(o.fileId());
      case Operation.Rename o ->
          ((o.flags() & Operation.Rename.EXCHANGE) != 0 ? "exchanged with " : "to ")
              + entry(o.newParentId(), o.newName());
      case Operation.Heal o -> o.mode() == 0 ? "is absent" : owned(o.mode(), o.uid(), o.gid());
      case Operation.Write o -> range(o.offset(), o.data().byteSize());
      case Operation.Remnant o ->
          o.extents().stream()
              .map(left -> range(left.offset(), left.length()))
              .collect(Collectors.joining(", ", "what is left of a write: ", ""));
      case Operation.Truncate o -> "to %d bytes".formatted(o.size());
      case Operation.Allocate o -> range(o.offset(), o.length()) + ", mode " + o.mode();
      case Operation.SetAttributes o -> attributes(o);
      case Operation.SetXattr o ->
          "%s, %d bytes".formatted(new String(o.name(), UTF_8), o.value().length);
      case Operation.RemoveXattr o -> new String(o.name(), UTF_8);
      case Operation.Barrier o -> o.dataOnly() ? "fdatasync" : "fsync";
      case Operation.Bind _, Operation.Unlink _, Operation.RemoveDirectory _ -> "";
    };
  }

  private static String owned(int mode, int uid, int gid) {
    return "mode %06o, owner %d:%d".formatted(mode, uid, gid);
  }

  private static String range(long offset, long length) {
    return "%d bytes at %d".formatted(length, offset);
  }

  private static String attributes(Operation.SetAttributes o) {
    List<String> set = new ArrayList<>();
    if ((o.valid() & Operation.SetAttributes.MODE) != 0) {
      set.add("mode %06o".formatted(o.mode()));
    }
    if ((o.valid() & Operation.SetAttributes.UID) != 0) {
      set.add("uid " + o.uid());
    }
    if ((o.valid() & Operation.SetAttributes.GID) != 0) {
      set.add("gid " + o.gid());
    }
    if ((o.valid() & Operation.SetAttributes.MTIME) != 0) {
      set.add("modification time");
    }
    return String.join(", ", set);
  }

  private String entry(long parentId, Name name) {
    String parent = file(parentId);
    return parent.isEmpty() ? "" : parent + "/" + name;
  }

  private String file(long fileId) {
    return names.pathOf(fileId).map(path -> directory(fileId) + text(path)).orElse("");
  }

  private String directory(long fileId) {
    long root = names.rootOf(fileId) - Operation.FIRST_ROOT;
    return root < directories.size() ? directories.get((int) root) : "directory " + root;
  }

  private static String text(List<Name> path) {
    return path.stream().map(name -> "/" + name).collect(Collectors.joining());
  }
}
