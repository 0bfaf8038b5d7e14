package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.scope.Scope;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies marked parts of trees that nobody changes meanwhile, with all that an entry is: type,
 * content and its holes, owner, mode, modification time, extended attributes. Each name of a file
 * with several becomes a file of its own. Never through symbolic links, and without what is not
 * replicated. One thread.
 */
public final class TreeCopy implements AutoCloseable {

  private static final int PRIVATE_DIRECTORY = 0700;
  private static final int PRIVATE_FILE = 0600;
  private static final int SECTOR_BYTES = 512;
  private static final int DIRECTORY_FLAGS =
      OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;

  /** Only measured. */
  private static final int NOWHERE = -1;

  private final Arena arena = Arena.ofAuto();
  private final TreeRoots roots;
  private final Inspector inspector = new Inspector(arena);
  private final Xattrs xattrs = new Xattrs(arena);
  private final Finish finish = new Finish(inspector, xattrs);
  private final FileContent content = new FileContent(arena);
  private Listener listener;

  /** Is told of each entry; may end the copying by an exception. */
  public interface Listener {

    /** An entry is about to be copied, or is measured. */
    void found(Found entry) throws IOException;

    /** Some of an entry's content has been copied. */
    void copied() throws IOException;

    /** Nothing stands at a name that is marked. */
    void absent(TreePath path) throws IOException;
  }

  /**
   * An entry.
   *
   * @param mode st_mode: type and permission bits
   * @param size bytes of a regular file, otherwise 0
   * @param diskBytes what it takes
   */
  public record Found(
      TreePath path,
      int mode,
      int uid,
      int gid,
      long size,
      long diskBytes,
      long mtimeSeconds,
      int mtimeNanos) {}

  /**
   * Opens the directories to copy from.
   *
   * @param exclusion names that are left out
   * @throws IOException if one cannot be opened
   */
  public TreeCopy(List<Path> directories, Exclusion exclusion) throws IOException {
    roots = TreeRoots.open(directories, exclusion);
  }

  /** Tells of all that would be copied. */
  public void measure(List<MarkedNames> marks, Listener to) throws IOException {
    listener = to;
    for (int root = 0; root < marks.size(); root++) {
      directory(at(root), roots.descriptor(root), NOWHERE, marks.get(root));
    }
  }

  /**
   * Copies into directories {@code 0}, {@code 1}, ... of an empty one, one for each root.
   *
   * @throws IOException if something cannot be read or written
   */
  public void copy(List<MarkedNames> marks, Path target, Listener to) throws IOException {
    listener = to;
    try (TreeRoots targets = TreeRoots.open(List.of(target), Exclusion.NONE)) {
      for (int root = 0; root < marks.size(); root++) {
        byte[] name = Name.of(Integer.toString(root)).bytes();
        int into = makeDirectory(targets.descriptor(0), name);
        try {
          directory(at(root), roots.descriptor(root), into, marks.get(root));
        } finally {
          Descriptors.close(into);
        }
      }
    }
  }

  private static TreePath at(int root) {
    return new TreePath(root, List.of());
  }

  private static int makeDirectory(int in, byte[] name) throws IOException {
    Calls.check("mkdir", Directories.mkdirat(in, name, PRIVATE_DIRECTORY));
    return Calls.check("open directory", Descriptors.openat(in, name, DIRECTORY_FLAGS, 0));
  }

  /** The marked entries of a directory, then the directory itself: each entry moves its time. */
  private void directory(TreePath path, int from, int into, MarkedNames marks) throws IOException {
    FileState state = inspector.read(from);
    if (marks.self || marks.whole) {
      tell(path, state, from);
    }
    for (Name name : names(path, from, marks)) {
      entry(child(path, name), from, name.bytes(), into, marks.of(name));
    }
    if (into != NOWHERE) {
      finish.attributes(into, state, xattrs.read(from));
    }
  }

  private List<Name> names(TreePath path, int from, MarkedNames marks) {
    if (!marks.whole) {
      return List.copyOf(marks.children.keySet());
    }
    Scope scope = roots.scopeOf(path);
    List<Name> all = new ArrayList<>(marks.children.keySet());
    for (byte[] bytes : Dirent.list(from)) {
      Name name = Name.of(bytes);
      if (!marks.children.containsKey(name) && !TreeRoots.isLeftOut(path, scope, name)) {
        all.add(name);
      }
    }
    return all;
  }

  private static TreePath child(TreePath path, Name name) {
    List<Name> names = new ArrayList<>(path.names());
    names.add(name);
    return new TreePath(path.root(), names);
  }

  private void entry(TreePath path, int from, byte[] name, int into, MarkedNames marks)
      throws IOException {
    int fd = Calls.openPath(from, name);
    if (fd == -Errno.ENOENT) {
      absent(path, marks);
      return;
    }
    Calls.check("open entry", fd);
    try {
      if (inspector.stat(fd).isDirectory()) {
        below(path, from, name, into, marks);
      } else {
        FileState state = inspector.read(fd);
        tell(path, state, fd);
        file(fd, state, name, into);
        childrenAbsent(path, marks);
      }
    } catch (CallFailed e) {
      throw e.of(Calls.path(from) + "/" + Name.of(name));
    } finally {
      Descriptors.close(fd);
    }
  }

  private void absent(TreePath path, MarkedNames marks) throws IOException {
    if (marks.self) {
      listener.absent(path);
    }
    childrenAbsent(path, marks);
  }

  /** Also where a file stands now that was the way to them. */
  private void childrenAbsent(TreePath path, MarkedNames marks) throws IOException {
    for (var child : marks.children.entrySet()) {
      absent(child(path, child.getKey()), child.getValue());
    }
  }

  private void tell(TreePath path, FileState state, int fd) throws IOException {
    listener.found(
        new Found(
            path,
            state.mode(),
            state.uid(),
            state.gid(),
            state.size(),
            inspector.stat(fd).blocks() * SECTOR_BYTES,
            state.mtimeSeconds(),
            state.mtimeNanos()));
  }

  private void below(TreePath path, int from, byte[] name, int into, MarkedNames marks)
      throws IOException {
    int source = Calls.check("open directory", Descriptors.openat(from, name, DIRECTORY_FLAGS, 0));
    try {
      int copy = into == NOWHERE ? NOWHERE : makeDirectory(into, name);
      try {
        directory(path, source, copy, marks);
      } finally {
        if (copy != NOWHERE) {
          Descriptors.close(copy);
        }
      }
    } finally {
      Descriptors.close(source);
    }
  }

  private void file(int fd, FileState state, byte[] name, int into) throws IOException {
    if (into == NOWHERE) {
      return;
    }
    if (state.isSymlink()) {
      Calls.check("symlink", Directories.symlinkat(state.target(), into, name));
    } else {
      int mode = state.type() | PRIVATE_FILE;
      Calls.check("mknod", Directories.mknodat(into, name, mode, state.rdev()));
    }
    int copy = Calls.check("open entry", Calls.openPath(into, name));
    try {
      if (state.isRegular()) {
        contentOf(fd, state.size(), copy);
      }
      finish.attributes(copy, state, xattrs.read(fd));
    } finally {
      Descriptors.close(copy);
    }
  }

  private void contentOf(int pathFd, long size, int copyPathFd) throws IOException {
    int from = Calls.check("open for reading", Calls.reopen(pathFd, OpenFlags.O_RDONLY));
    try {
      int to = Calls.check("open for writing", Calls.reopen(copyPathFd, OpenFlags.O_RDWR));
      try {
        Calls.check("ftruncate", Descriptors.ftruncate(to, size));
        bytes(from, size, to);
      } finally {
        Descriptors.close(to);
      }
    } finally {
      Descriptors.close(from);
    }
  }

  private void bytes(int from, long size, int to) throws IOException {
    long at = content.nextData(from, 0);
    while (at < size) {
      long end = Math.min(size, content.nextHole(from, at));
      while (at < end) {
        int length = (int) Math.min(BlockRanges.BLOCK_BYTES, end - at);
        FileContent.Piece piece = content.read(from, at, length);
        content.write(to, at, piece.bytes(), piece.length());
        listener.copied();
        at += length;
      }
      at = content.nextData(from, at);
    }
  }

  @Override
  public void close() {
    roots.close();
  }
}
