package io.lockstep.node.reintegration;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.tree.Digest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Finds out what an inode is like. One thread at a time. */
final class Inspector {

  private static final int PATH_MAX = 4096;
  private static final byte[] NO_TARGET = {};

  private final Stat stat;
  private final MemorySegment target;
  private final Xattrs xattrs;
  private final InodeHandles handles;

  Inspector(Arena arena) {
    stat = new Stat(arena.allocate(Stat.BYTES, 8));
    target = arena.allocate(PATH_MAX);
    xattrs = new Xattrs(arena);
    handles = new InodeHandles(arena);
  }

  /** Reads type, owner, sizes and times; valid until the next call. */
  Stat stat(int fd) throws IOException {
    Calls.check("statx", stat.read(fd));
    return stat;
  }

  /** Everything about what the descriptor stands for. */
  FileState read(int fd) throws IOException {
    stat(fd);
    boolean shared = !stat.isDirectory() && stat.nlink() > 1;
    return state(fd, shared ? identity(fd) : Digest.NONE);
  }

  /** As {@link #read}, with its identity even if it has one name only. */
  FileState readShared(int fd) throws IOException {
    stat(fd);
    return state(fd, identity(fd));
  }

  private FileState state(int fd, Digest identity) throws IOException {
    return new FileState(
        stat.mode(),
        stat.uid(),
        stat.gid(),
        stat.isRegular() ? stat.size() : 0,
        stat.mtimeSeconds(),
        stat.mtimeNanosPart(),
        stat.rdev(),
        stat.nlink(),
        identity,
        stat.isSymlink() ? target(fd) : NO_TARGET,
        Xattrs.digest(xattrs.read(fd)));
  }

  byte[] target(int fd) throws IOException {
    long length =
        Calls.check(
            "readlinkat", Directories.readlinkat(fd, Calls.SELF, target, target.byteSize()));
    return target.asSlice(0, length).toArray(JAVA_BYTE);
  }

  private Digest identity(int fd) throws IOException {
    byte[] handle = handles.of(fd);
    int length = Long.BYTES + handle.length;
    byte[] key = ByteBuffer.allocate(length).putLong(stat.device()).put(handle).array();
    return Digest.of(key, key.length);
  }
}
