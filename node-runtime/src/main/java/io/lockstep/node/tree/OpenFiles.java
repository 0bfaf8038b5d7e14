package io.lockstep.node.tree;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.Mounts;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reaches files of the backing directories: from an id or a handle to a descriptor. Everything
 * below a root is reached by handle or by one name in an open directory; no path is walked and no
 * symbolic link followed. Safe for all threads; failures are {@link SystemCallException}s.
 */
final class OpenFiles implements AutoCloseable {

  private final List<Root> roots;
  private final FdCache paths;
  private final FdCache data;

  private OpenFiles(List<Root> roots, int limit) {
    this.roots = roots;
    this.paths = new FdCache(file -> open(file, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW), limit);
    this.data = new FdCache(this::openData, limit);
  }

  static OpenFiles open(List<Path> directories, int limit) {
    List<Root> roots = new ArrayList<>();
    try {
      for (Path directory : directories) {
        roots.add(Root.open(directory, roots.size()));
      }
    } catch (SystemCallException e) {
      roots.reversed().forEach(Root::close);
      throw e;
    }
    return new OpenFiles(List.copyOf(roots), limit);
  }

  /** Everything written so far is on disk when it returns: 0 or the first error. */
  int sync() {
    int result = 0;
    for (Root root : roots) {
      int one = Mounts.syncfs(root.fd());
      result = result == 0 ? one : result;
    }
    return result;
  }

  List<FreeSpace> freeSpace() {
    return roots.stream().map(Root::freeSpace).toList();
  }

  Root root(int index) {
    return roots.get(index);
  }

  /** The file that an id stands for; ENOENT if it was deleted, ESTALE if it never was known. */
  FileHandle handle(long id, FileTable files) {
    if (id >= Operation.FIRST_ROOT && id < Operation.FIRST_ROOT + roots.size()) {
      return roots.get((int) (id - Operation.FIRST_ROOT)).handle();
    }
    FileHandle handle = files.get(id);
    if (handle == null) {
      throw new SystemCallException(
          "file id " + id, files.wasRemoved(id) ? Errno.ENOENT : Errno.ESTALE);
    }
    return handle;
  }

  /** An O_PATH descriptor of a file of any type. */
  CachedFd path(FileHandle file) {
    return paths.acquire(file);
  }

  /** An O_PATH descriptor of the file that an id stands for. */
  CachedFd path(long id, FileTable files) {
    return paths.acquire(handle(id, files));
  }

  /** A descriptor for the content: read-write of a regular file, readable of a directory. */
  CachedFd data(FileHandle file) {
    return data.acquire(file);
  }

  /** The file at a name of an open directory. */
  FileHandle child(CachedFd directory, byte[] name) {
    return roots.get(directory.handle().root()).child(directory.fd(), name);
  }

  /** The file at a name of an open directory, or null if there is none. */
  FileHandle childOrNull(CachedFd directory, byte[] name) {
    try {
      return child(directory, name);
    } catch (SystemCallException e) {
      if (e.errno() == Errno.ENOENT) {
        return null;
      }
      throw e;
    }
  }

  /** Closes what is cached of a file. */
  void forget(FileHandle file) {
    paths.drop(file);
    data.drop(file);
  }

  /** Closes what is cached of all files. */
  void forgetAll() {
    data.dropAll();
    paths.dropAll();
  }

  int open(FileHandle file, int flags) {
    return SystemCallException.check("open_by_handle_at", roots.get(file.root()).open(file, flags));
  }

  /** Checks the type first: opening a device node or a FIFO would act on something else. */
  private int openData(FileHandle file) {
    try (CachedFd path = path(file)) {
      Stat stat = Stat.ofThread();
      SystemCallException.check("statx", stat.readUntimed(path.fd()));
      return switch (stat.type()) {
        case Stat.S_IFREG -> open(file, OpenFlags.O_RDWR);
        case Stat.S_IFDIR -> open(file, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        default -> throw new SystemCallException("content of a special file", Errno.EINVAL);
      };
    }
  }

  @Override
  public void close() {
    data.close();
    paths.close();
    roots.reversed().forEach(Root::close);
  }
}
