package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Stat;
import io.lockstep.node.tree.Digest;

/**
 * What one inode is like, apart from its content.
 *
 * @param mode st_mode: type and permission bits
 * @param size bytes of a regular file, otherwise 0
 * @param mtimeNanos nanoseconds within the second
 * @param rdev device number of a device node, otherwise 0
 * @param nlink number of names (not of directories)
 * @param identity of a file with several names: the same for all of them and for nothing else
 *     during one synchronisation; otherwise {@link Digest#NONE}
 * @param target of a symbolic link, otherwise empty
 * @param xattrs digest of all extended attributes, {@link Digest#NONE} if there are none
 */
record FileState(
    int mode,
    int uid,
    int gid,
    long size,
    long mtimeSeconds,
    int mtimeNanos,
    long rdev,
    int nlink,
    Digest identity,
    byte[] target,
    Digest xattrs) {

  boolean isDirectory() {
    return type() == Stat.S_IFDIR;
  }

  boolean isRegular() {
    return type() == Stat.S_IFREG;
  }

  boolean isSymlink() {
    return type() == Stat.S_IFLNK;
  }

  int type() {
    return mode & Stat.S_IFMT;
  }

  int permissions() {
    return mode & ~Stat.S_IFMT;
  }

  /** Whether other names may stand for the same inode. */
  boolean isShared() {
    return !identity.equals(Digest.NONE);
  }
}
