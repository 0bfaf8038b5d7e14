package io.lockstep.node.conformance;

import io.lockstep.node.posix.CLibrary;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.ExtendedAttributes;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What stat(2), readlink(2) and the extended attributes say of each entry of a small tree. Times
 * that are more than a day from now are exact, others only {@code now}: so a program that has set a
 * file's time far back sees whether a later step moves it. To be taken as root.
 */
final class Snapshot {

  private static final byte[] SELF = {};
  private static final long DAY_SECONDS = 86_400;
  private static final int SHORT_VALUE_BYTES = 64;
  private static final int ENTRY = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;

  private Snapshot() {}

  /**
   * Path below the directory to description.
   *
   * @param withXattrs whether the extended attributes are told too, which takes a while
   */
  static SortedMap<String, String> of(int directoryFd, boolean withXattrs) {
    SortedMap<String, String> entries = new TreeMap<>();
    entries.put(".", describe(directoryFd, withXattrs));
    collect(directoryFd, "", withXattrs, entries);
    return entries;
  }

  private static void collect(
      int directoryFd, String prefix, boolean withXattrs, SortedMap<String, String> entries) {
    int list = open(directoryFd, new byte[] {'.'}, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
    List<byte[]> names = Dirent.list(list);
    Descriptors.close(list);
    for (byte[] name : names) {
      String path = prefix + new String(name, StandardCharsets.ISO_8859_1);
      int fd = open(directoryFd, name, ENTRY);
      String description = describe(fd, withXattrs);
      entries.put(path, description);
      if (description.startsWith("04")) {
        collect(fd, path + "/", withXattrs, entries);
      }
      Descriptors.close(fd);
    }
  }

  private static int open(int directoryFd, byte[] name, int flags) {
    return SystemCallException.check(
        "snapshot of " + new String(name, StandardCharsets.ISO_8859_1),
        Descriptors.openat(directoryFd, name, flags | OpenFlags.O_CLOEXEC, 0));
  }

  /** What changed from one snapshot to the next, in the order of the paths. */
  static List<String> changes(SortedMap<String, String> before, SortedMap<String, String> after) {
    TreeSet<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(after.keySet());
    List<String> changes = new ArrayList<>();
    for (String path : paths) {
      String was = before.get(path);
      String is = after.get(path);
      if (was == null) {
        changes.add("+ " + Program.printable(path) + ": " + is);
      } else if (is == null) {
        changes.add("- " + Program.printable(path));
      } else if (!was.equals(is)) {
        changes.add("~ " + Program.printable(path) + ": " + is);
      }
    }
    return changes;
  }

  /** What a descriptor of any kind stands for. */
  static String describe(int fd, boolean withXattrs) {
    Stat stat = Stat.ofThread();
    SystemCallException.check("stat", stat.read(fd));
    StringBuilder text = new StringBuilder(of(stat));
    if (stat.isSymlink()) {
      text.append(" -> ").append(Program.printable(target(fd)));
    }
    if (withXattrs) {
      xattrs(fd, text);
    }
    return text.toString();
  }

  static String of(Stat stat) {
    StringBuilder text =
        new StringBuilder(
            "%06o nlink=%d %d:%d".formatted(stat.mode(), stat.nlink(), stat.uid(), stat.gid()));
    if (!stat.isDirectory()) {
      text.append(" size=").append(stat.size());
    }
    if (stat.rdevMajor() != 0 || stat.rdevMinor() != 0) {
      text.append(" dev=").append(stat.rdevMajor()).append(':').append(stat.rdevMinor());
    }
    return text.append(" mtime=")
        .append(time(stat.mtimeSeconds(), stat.mtimeNanosPart()))
        .toString();
  }

  /** The exact time, or {@code now}. */
  static String time(long seconds, int nanos) {
    long distance = Math.abs(seconds - System.currentTimeMillis() / 1000);
    return distance < DAY_SECONDS ? "now" : "%d.%09d".formatted(seconds, nanos);
  }

  private static String target(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(4096);
      long bytes =
          SystemCallException.check("readlink", Directories.readlinkat(fd, SELF, buffer, 4096));
      return text(buffer, bytes);
    }
  }

  private static void xattrs(int fd, StringBuilder line) {
    byte[] path = PathBytes.ofDescriptor(fd);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(ExtendedAttributes.MAX_BYTES);
      long bytes = CLibrary.call("listxattr", path, buffer, (long) ExtendedAttributes.MAX_BYTES);
      if (bytes == -Errno.EOPNOTSUPP) {
        return;
      }
      String list = text(buffer, SystemCallException.check("listxattr", bytes));
      String[] names = list.isEmpty() ? new String[0] : list.split("\0", 0);
      Arrays.sort(names);
      for (String name : names) {
        long length =
            CLibrary.call(
                "getxattr",
                path,
                name.getBytes(StandardCharsets.ISO_8859_1),
                buffer,
                (long) ExtendedAttributes.MAX_BYTES);
        line.append(' ').append(Program.printable(name)).append('=').append(value(buffer, length));
      }
    }
  }

  private static String value(MemorySegment buffer, long length) {
    if (length < 0) {
      return Errno.name((int) length);
    }
    byte[] value = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    return length <= SHORT_VALUE_BYTES
        ? HexFormat.of().formatHex(value)
        : length + " bytes, hash " + Integer.toHexString(Arrays.hashCode(value));
  }

  static String text(MemorySegment buffer, long bytes) {
    return new String(
        buffer.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
  }
}
