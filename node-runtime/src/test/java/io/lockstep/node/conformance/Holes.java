package io.lockstep.node.conformance;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where the files of a tree have data and where holes, as far as lseek(2) shows it: what {@code
 * TreeDescription}, which compares bytes, does not tell. Stateless.
 */
final class Holes {

  private static final int READ =
      OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK | OpenFlags.O_CLOEXEC;

  private Holes() {}

  /** One line for each file whose holes are different. */
  static List<String> differences(Path one, Path other) {
    SortedMap<String, String> here = of(one);
    SortedMap<String, String> there = of(other);
    TreeSet<String> paths = new TreeSet<>(here.keySet());
    paths.addAll(there.keySet());
    List<String> differences = new ArrayList<>();
    for (String path : paths) {
      if (!here.getOrDefault(path, "").equals(there.getOrDefault(path, ""))) {
        differences.add("data of " + path + ": " + here.get(path) + " | " + there.get(path));
      }
    }
    return differences;
  }

  private static SortedMap<String, String> of(Path root) {
    SortedMap<String, String> extents = new TreeMap<>();
    int fd = SystemCallException.check("open", Descriptors.open(PathBytes.of(root), READ, 0));
    collect(fd, "", extents);
    Descriptors.close(fd);
    return extents;
  }

  private static void collect(int directoryFd, String prefix, SortedMap<String, String> extents) {
    Stat stat = new Stat();
    for (byte[] name : Dirent.list(directoryFd)) {
      SystemCallException.check("stat", stat.read(directoryFd, name));
      if (stat.isRegular() || stat.isDirectory()) {
        String path = prefix + new String(name, StandardCharsets.ISO_8859_1);
        boolean isDirectory = stat.isDirectory();
        int fd = SystemCallException.check(path, Descriptors.openat(directoryFd, name, READ, 0));
        if (isDirectory) {
          collect(fd, path + "/", extents);
        } else {
          extents.put(path, extents(fd));
        }
        Descriptors.close(fd);
      }
    }
  }

  /** On disk first: pages that wait for their blocks are data until then, wherever they end. */
  private static String extents(int fd) {
    SystemCallException.check("fsync", Descriptors.fsync(fd));
    StringBuilder text = new StringBuilder();
    long at = Descriptors.lseek(fd, 0, Descriptors.SEEK_DATA);
    while (at >= 0) {
      long end = Descriptors.lseek(fd, at, Descriptors.SEEK_HOLE);
      text.append(at).append('-').append(end).append(' ');
      at = Descriptors.lseek(fd, end, Descriptors.SEEK_DATA);
    }
    return text.toString();
  }
}
