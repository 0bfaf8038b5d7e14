package io.lockstep.node.tree;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A tree in words: two trees are equal for replication exactly when their descriptions are. Covers
 * path, type, mode, owner, size, modification time, device number, hard-link topology, symbolic
 * link target, extended attributes and content; not access and change times, inode numbers, or how
 * many blocks are allocated.
 */
public final class TreeDescription {

  private TreeDescription() {}

  /**
   * Describes a tree that nobody changes meanwhile: path below the root (the root is {@code .}) to
   * what is there. Bytes of names outside of printable ASCII appear as {@code \\xNN}.
   *
   * @throws SystemCallException if something cannot be read
   */
  public static SortedMap<String, String> of(Path root) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;
    int fd =
        SystemCallException.check("open " + root, Descriptors.open(PathBytes.of(root), flags, 0));
    try {
      SortedMap<String, String> lines = new TreeMap<>();
      new TreeWalk(lines).root(fd);
      return lines;
    } finally {
      Descriptors.close(fd);
    }
  }

  /** One line for each difference, in the order of the paths; empty when the trees are equal. */
  public static List<String> differences(Path a, Path b) {
    SortedMap<String, String> left = of(a);
    SortedMap<String, String> right = of(b);
    TreeSet<String> paths = new TreeSet<>(left.keySet());
    paths.addAll(right.keySet());
    List<String> differences = new ArrayList<>();
    for (String path : paths) {
      String here = left.getOrDefault(path, "absent");
      String there = right.getOrDefault(path, "absent");
      if (!here.equals(there)) {
        differences.add(path + ": " + here + " | " + there);
      }
    }
    return differences;
  }
}
