package io.lockstep.node.capture;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.tree.FileHandle;

/**
 * What stands at a name that is about to be removed or replaced. Kept alive through a descriptor if
 * that is its last name, since applications may still use it. One thread.
 */
final class Victim implements AutoCloseable {

  private final Volume volume;
  private final Call call;
  private final Inode inode;
  private final boolean directory;
  private final boolean lastName;

  private Victim(Volume volume, Call call, Inode inode) {
    this.volume = volume;
    this.call = call;
    this.inode = inode;
    this.directory = call.stat().isDirectory();
    this.lastName = directory || call.stat().nlink() == 1;
  }

  /** What stands at a name that must be there. */
  static Victim find(Volume volume, Call call, int directoryFd, byte[] name) {
    return of(volume, call, directoryFd, name, volume.existing(directoryFd, name));
  }

  /** What the handle of that name, read a moment ago, stands for. */
  static Victim of(Volume volume, Call call, int directoryFd, byte[] name, FileHandle handle) {
    RequestRefused.check(call.stat().read(directoryFd, name));
    return new Victim(volume, call, volume.inodes().retain(handle));
  }

  Inode inode() {
    return inode;
  }

  boolean isDirectory() {
    return directory;
  }

  /** A directory that holds something cannot go; the kernel's lock keeps it empty if it is. */
  void requireEmpty() {
    if (!directory) {
      return;
    }
    int fd = volume.open(inode, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
    try {
      if (!DirectoryReader.each(fd, call.scratch(), (_, _, _) -> false)) {
        throw new RequestRefused(Errno.ENOTEMPTY);
      }
    } finally {
      Descriptors.close(fd);
    }
  }

  /** To be called before the name goes: opens what would be out of reach afterwards. */
  void keepAlive() {
    if (lastName) {
      inode.keep(RequestRefused.check(volume.original().open(inode.handle(), OpenFlags.O_PATH)));
      volume.namelessPark().park(inode);
    }
  }

  /** The local step has ended with this result, which is passed on. */
  int removedBy(int result) {
    if (result == 0 && lastName) {
      inode.nameless(true);
    }
    return result;
  }

  /** Lets go of it; a file that still has a name needs no descriptor. */
  @Override
  public void close() {
    if (!inode.isNameless()) {
      inode.closeKept();
    }
    volume.inodes().release(inode);
  }
}
