package io.lockstep.node.tree;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.Hashing;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Walks a tree in the order of its names and describes each entry once. One thread. */
final class TreeWalk {

  private static final int BLOCK_BYTES = 256 * 1024;
  private static final int ENTRY = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;
  private static final int READ =
      OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NOATIME | OpenFlags.O_CLOEXEC;
  private static final byte[] EMPTY = {};

  private final SortedMap<String, String> lines;
  private final Map<Long, String> firstNames = new HashMap<>();

  TreeWalk(SortedMap<String, String> lines) {
    this.lines = lines;
  }

  void root(int fd) {
    lines.put(".", describe(fd, -1, EMPTY, ".", new Stat()));
    children(fd, "");
  }

  private void children(int directoryFd, String prefix) {
    List<byte[]> names = Dirent.list(directoryFd);
    names.sort(Arrays::compareUnsigned);
    for (byte[] name : names) {
      entry(directoryFd, name, prefix + printable(name));
    }
  }

  private void entry(int directoryFd, byte[] name, String path) {
    int fd = check("openat " + path, Descriptors.openat(directoryFd, name, ENTRY, 0));
    Stat stat = new Stat();
    try {
      lines.put(path, describe(fd, directoryFd, name, path, stat));
    } finally {
      Descriptors.close(fd);
    }
    if (stat.isDirectory()) {
      inside(directoryFd, name, path);
    }
  }

  private void inside(int directoryFd, byte[] name, String path) {
    int fd =
        check(
            "openat " + path,
            Descriptors.openat(directoryFd, name, READ | OpenFlags.O_DIRECTORY, 0));
    try {
      children(fd, path + "/");
    } finally {
      Descriptors.close(fd);
    }
  }

  private String describe(int fd, int directoryFd, byte[] name, String path, Stat stat) {
    check("statx " + path, stat.read(fd));
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            "%06o %d:%d mtime=%d", stat.mode(), stat.uid(), stat.gid(), stat.mtimeNanos()));
    switch (stat.type()) {
      case Stat.S_IFREG -> {
        line.append(" size=").append(stat.size());
        line.append(" hash=").append(hash(directoryFd, name, path));
      }
      case Stat.S_IFLNK -> line.append(" -> ").append(printable(SymlinkTarget.read(fd, EMPTY)));
      case Stat.S_IFCHR, Stat.S_IFBLK ->
          line.append(" dev=").append(stat.rdevMajor()).append(':').append(stat.rdevMinor());
      default -> {}
    }
    if (!stat.isDirectory() && stat.nlink() > 1) {
      line.append(" same-as=").append(firstNames.computeIfAbsent(stat.ino(), _ -> path));
    }
    xattrs(fd, line);
    return line.toString();
  }

  private static void xattrs(int fd, StringBuilder line) {
    for (byte[] name : Xattrs.names(fd)) {
      byte[] value = Xattrs.value(fd, name);
      line.append(' ').append(printable(name)).append('=').append(HexFormat.of().formatHex(value));
    }
  }

  private static String hash(int directoryFd, byte[] name, String path) {
    int fd = check("openat " + path, Descriptors.openat(directoryFd, name, READ, 0));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(BLOCK_BYTES);
      byte[] bytes = new byte[BLOCK_BYTES];
      HashStream128 hash = Hashing.xxh3_128().hashStream();
      long offset = 0;
      int length = readBlock(fd, block, bytes, offset);
      while (length > 0) {
        hash.putBytes(bytes, 0, length);
        offset += length;
        length = readBlock(fd, block, bytes, offset);
      }
      return hash.get().toString();
    } finally {
      Descriptors.close(fd);
    }
  }

  private static int readBlock(int fd, MemorySegment block, byte[] bytes, long offset) {
    int length =
        (int) SystemCallException.check("pread", Descriptors.pread(fd, block, BLOCK_BYTES, offset));
    MemorySegment.copy(block, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
    return length;
  }

  private static String printable(byte[] name) {
    StringBuilder text = new StringBuilder(name.length);
    for (byte b : name) {
      if (b > ' ' && b < 0x7f && b != '\\') {
        text.append((char) b);
      } else {
        text.append(String.format("\\x%02x", b));
      }
    }
    return text.toString();
  }

  private static int check(String call, int result) {
    return SystemCallException.check(call, result);
  }
}
