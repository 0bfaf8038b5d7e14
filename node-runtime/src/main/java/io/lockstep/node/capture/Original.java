package io.lockstep.node.capture;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.Handles;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.tree.FileHandle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The original files of one captured directory, reached by handle under its private bind mount. All
 * threads.
 */
final class Original implements AutoCloseable {

  private static final byte[] SELF = {};
  private static final int HANDLE_HEADER_BYTES = 8;
  private static final int PATH_MAX = 4096;

  private final int root;
  private final int mountFd;
  private final byte[] prefix;
  private final FileHandle rootHandle;
  private final int maxLinks;
  private final ThreadLocal<Buffers> buffers = ThreadLocal.withInitial(Buffers::new);

  private Original(int root, int mountFd, Path bind) {
    this.root = root;
    this.prefix = PathBytes.of(bind + "/");
    this.mountFd = mountFd;
    this.rootHandle = handleOf(mountFd);
    this.maxLinks = LinkLimit.of(mountFd);
  }

  /** Opens the directory at the bind mount as the replicated directory of that index. */
  static Original open(int root, Path bind) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;
    int fd =
        SystemCallException.check("open " + bind, Descriptors.open(PathBytes.of(bind), flags, 0));
    try {
      return new Original(root, fd, bind);
    } catch (RuntimeException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  /** Index of the replicated directory. */
  int root() {
    return root;
  }

  FileHandle rootHandle() {
    return rootHandle;
  }

  /** How many names a file may have. */
  int maxLinks() {
    return maxLinks;
  }

  /** A descriptor of the directory itself. */
  int rootDescriptor() {
    return mountFd;
  }

  /** The handle of an entry, or null if there is none; other errors refuse the request. */
  FileHandle handleAt(int directoryFd, byte[] name) {
    return handle(directoryFd, name, 0);
  }

  /** The handle of what a descriptor stands for. */
  FileHandle handleOf(int fd) {
    FileHandle handle = handle(fd, SELF, Attributes.AT_EMPTY_PATH);
    if (handle == null) {
      throw new RequestRefused(Errno.ENOENT);
    }
    return handle;
  }

  /** Opens a file by its handle: a descriptor, or a negative errno. */
  int open(FileHandle handle, int flags) {
    Buffers scratch = buffers.get();
    byte[] bytes = handle.bytes();
    scratch.handle.set(JAVA_INT, 0, bytes.length);
    scratch.handle.set(JAVA_INT, 4, handle.type());
    MemorySegment.copy(bytes, 0, scratch.handle, JAVA_BYTE, HANDLE_HEADER_BYTES, bytes.length);
    return Handles.openByHandleAt(mountFd, scratch.handle, flags | OpenFlags.O_CLOEXEC);
  }

  /**
   * Where the kernel believes a file to be, below the directory; null if it does not know. To be
   * verified: somebody may be renaming it.
   */
  byte[] pathOf(FileHandle handle) {
    int fd = open(handle, OpenFlags.O_PATH);
    if (fd < 0) {
      return null;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocate(PATH_MAX);
      long length =
          Directories.readlinkat(Descriptors.AT_FDCWD, PathBytes.ofDescriptor(fd), path, PATH_MAX);
      if (length <= prefix.length || length == PATH_MAX) {
        return null;
      }
      byte[] bytes = path.asSlice(0, length).toArray(JAVA_BYTE);
      int same = Arrays.mismatch(bytes, prefix);
      return same == prefix.length ? Arrays.copyOfRange(bytes, same, bytes.length) : null;
    } finally {
      Descriptors.close(fd);
    }
  }

  /** A descriptor (O_PATH) of the file for a moment. */
  Lease lease(Inode inode) {
    int kept = inode.borrowKept();
    return kept >= 0
        ? new Lease(kept, inode)
        : new Lease(RequestRefused.check(open(inode.handle(), OpenFlags.O_PATH)), null);
  }

  @Override
  public void close() {
    Descriptors.close(mountFd);
  }

  private FileHandle handle(int directoryFd, byte[] name, int flags) {
    Buffers scratch = buffers.get();
    scratch.handle.set(JAVA_INT, 0, Handles.MAX_BYTES);
    int result = Handles.nameToHandleAt(directoryFd, name, scratch.handle, scratch.mountId, flags);
    if (result == -Errno.ENOENT) {
      return null;
    }
    RequestRefused.check(result);
    int length = scratch.handle.get(JAVA_INT, 0);
    byte[] bytes = new byte[length];
    MemorySegment.copy(scratch.handle, JAVA_BYTE, HANDLE_HEADER_BYTES, bytes, 0, length);
    return new FileHandle(root, scratch.handle.get(JAVA_INT, 4), bytes);
  }

  /**
   * A borrowed descriptor; closing gives it back.
   *
   * @param keeper whose kept descriptor it is, or null if it was opened for this purpose
   */
  record Lease(int fd, Inode keeper) implements AutoCloseable {
    @Override
    public void close() {
      if (keeper == null) {
        Descriptors.close(fd);
      } else {
        keeper.giveBack();
      }
    }
  }

  private static final class Buffers {
    final MemorySegment handle = Arena.ofAuto().allocate(Handles.BUFFER_BYTES, 8);
    final MemorySegment mountId = Arena.ofAuto().allocate(8, 8);
  }
}
