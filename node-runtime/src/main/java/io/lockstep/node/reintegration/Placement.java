package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import java.io.IOException;
import java.util.Arrays;

/**
 * Puts the right kind of inode at a name, sharing inodes between names exactly as the source does.
 * Content and attributes come later. One thread.
 *
 * <p>An inode here never stands for two files of the source: a file with one name gets an inode
 * with one name, and what stands for a file with several names is recorded.
 */
final class Placement {

  private static final int PRIVATE_FILE = 0600;
  private static final int PRIVATE_DIRECTORY = 0700;

  /** AT_SYMLINK_FOLLOW (fcntl.h): lets linkat(2) go through /proc/self/fd. */
  private static final int AT_SYMLINK_FOLLOW = 0x400;

  private final Inspector inspector;
  private final SharedInodes shared;

  Placement(Inspector inspector, SharedInodes shared) {
    this.inspector = inspector;
    this.shared = shared;
  }

  /**
   * What stands at the name now.
   *
   * @param fd O_PATH, for the caller to close
   * @param isNew whether it was made just now, empty
   */
  record Placed(int fd, boolean isNew) {}

  /** The directory at the name exists afterwards. */
  void directory(int directoryFd, byte[] name) throws IOException {
    int fd = existing(directoryFd, name);
    if (fd >= 0) {
      boolean fits = isDirectory(fd);
      Descriptors.close(fd);
      if (fits) {
        return;
      }
      Removal.remove(directoryFd, name);
    }
    Calls.check("mkdir", Directories.mkdirat(directoryFd, name, PRIVATE_DIRECTORY));
  }

  private boolean isDirectory(int fd) throws IOException {
    Stat stat = inspector.stat(fd);
    return stat.isDirectory();
  }

  /** An inode for the source's file (not a directory) stands at the name afterwards. */
  Placed place(int root, int directoryFd, byte[] name, FileState state) throws IOException {
    int fd = fitting(root, directoryFd, name, state);
    if (fd >= 0) {
      return recorded(root, state, new Placed(fd, false));
    }
    fd =
        state.isShared()
            ? linked(new SharedInodes.Key(root, state.identity()), directoryFd, name)
            : -1;
    if (fd >= 0) {
      return recorded(root, state, new Placed(fd, false));
    }
    create(directoryFd, name, state);
    return recorded(root, state, new Placed(opened(directoryFd, name), true));
  }

  private Placed recorded(int root, FileState state, Placed placed) throws IOException {
    try {
      record(root, state, placed);
      return placed;
    } catch (IOException | RuntimeException e) {
      Descriptors.close(placed.fd);
      throw e;
    }
  }

  private void record(int root, FileState state, Placed placed) throws IOException {
    if (!state.isShared()) {
      shared.release(root, inspector.stat(placed.fd).ino());
    } else if (isUnclaimed(root, state, placed)) {
      shared.claim(new SharedInodes.Key(root, state.identity()), placed.fd);
    }
  }

  /** After a fitting or a link the inode is the file's own already, unless it is not known yet. */
  private boolean isUnclaimed(int root, FileState state, Placed placed) throws IOException {
    int fd = shared.open(new SharedInodes.Key(root, state.identity()));
    if (fd >= 0) {
      Descriptors.close(fd);
    }
    return placed.isNew || fd < 0;
  }

  /** What stands there if it can stay, otherwise -1 and nothing stands there. */
  private int fitting(int root, int directoryFd, byte[] name, FileState state) throws IOException {
    int fd = existing(directoryFd, name);
    if (fd >= 0 && !canStay(root, fd, state)) {
      Descriptors.close(fd);
      Removal.remove(directoryFd, name);
      return -1;
    }
    return fd;
  }

  private static int existing(int directoryFd, byte[] name) throws IOException {
    int fd = Calls.openPath(directoryFd, name);
    return fd == -Errno.ENOENT ? -1 : Calls.check("open entry", fd);
  }

  private static int opened(int directoryFd, byte[] name) throws IOException {
    return Calls.check("open entry", Calls.openPath(directoryFd, name));
  }

  private boolean canStay(int root, int fd, FileState state) throws IOException {
    Stat stat = inspector.stat(fd);
    return stat.type() == state.type()
        && stat.rdev() == state.rdev()
        && isSharedAlike(root, fd, stat, state)
        && (!state.isSymlink() || Arrays.equals(inspector.target(fd), state.target()));
  }

  private boolean isSharedAlike(int root, int fd, Stat stat, FileState state) throws IOException {
    if (!state.isShared()) {
      return stat.nlink() == 1;
    }
    SharedInodes.Key key = new SharedInodes.Key(root, state.identity());
    int image = shared.open(key);
    if (image >= 0) {
      Descriptors.close(image);
    }
    return shared.mayStandFor(key, fd);
  }

  /** A further name for the inode that stands for the file already, or -1 if there is none. */
  private int linked(SharedInodes.Key key, int directoryFd, byte[] name) throws IOException {
    int fd = shared.open(key);
    if (fd < 0) {
      return -1;
    }
    byte[] link = PathBytes.ofDescriptor(fd);
    int result =
        Directories.linkat(Descriptors.AT_FDCWD, link, directoryFd, name, AT_SYMLINK_FOLLOW);
    if (result < 0) {
      Descriptors.close(fd);
    }
    Calls.check("link", result);
    return fd;
  }

  private static void create(int directoryFd, byte[] name, FileState state) throws IOException {
    if (state.isSymlink()) {
      Calls.check("symlink", Directories.symlinkat(state.target(), directoryFd, name));
    } else {
      int mode = state.type() | PRIVATE_FILE;
      Calls.check("mknod", Directories.mknodat(directoryFd, name, mode, state.rdev()));
    }
  }
}
