package io.lockstep.node.verify;

import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.tree.Digest;
import io.lockstep.node.tree.SymlinkTarget;
import io.lockstep.node.tree.Xattrs;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads what a descriptor of any kind stands for.
 *
 * @param timesDirectories whether the modification times of directories are compared
 */
record EntryReader(boolean timesDirectories) {

  private static final byte[] EMPTY = {};

  EntryState read(int fd) {
    Stat stat = new Stat();
    SystemCallException.check("statx", stat.read(fd));
    boolean directory = stat.isDirectory();
    return new EntryState(
        stat.mode(),
        stat.uid(),
        stat.gid(),
        stat.isRegular() ? stat.size() : 0,
        directory && !timesDirectories ? 0 : stat.mtimeNanos(),
        stat.rdev(),
        directory ? 0 : stat.nlink(),
        stat.isSymlink() ? Digest.of(SymlinkTarget.read(fd, EMPTY)) : Digest.NONE,
        xattrs(fd));
  }

  /** Whether it has no name any more. */
  boolean isRemoved(int fd) {
    Stat stat = new Stat();
    SystemCallException.check("statx", stat.read(fd));
    return stat.nlink() == 0;
  }

  List<String> xattrNames(int fd) {
    return Xattrs.names(fd).stream()
        .limit(VerifyCodec.MAX_NAMES)
        .map(name -> new String(name, StandardCharsets.ISO_8859_1))
        .toList();
  }

  private static Digest xattrs(int fd) {
    List<byte[]> names = Xattrs.names(fd);
    if (names.isEmpty()) {
      return Digest.NONE;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] name : names) {
      byte[] value = Xattrs.value(fd, name);
      if (value != null) {
        sized(all, name);
        sized(all, value);
      }
    }
    return Digest.of(all.toByteArray());
  }

  private static void sized(ByteArrayOutputStream out, byte[] bytes) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }
}
