package io.lockstep.node.conformance;

import io.lockstep.node.posix.Stat;
import java.util.List;

/** One entry of each type, with fixed names, for cases that try something on all of them. */
final class Fixture {

  static final int S_IFIFO = 0010000;
  static final int S_IFSOCK = 0140000;

  /** makedev(1, 3): the null device (admin-guide/devices.txt). */
  static final long NULL_DEVICE = 1 << 8 | 3;

  /** makedev(7, 0): a loop device, which is never opened here. */
  static final long BLOCK_DEVICE = 7 << 8;

  static final List<String> ENTRIES =
      List.of("file", "dir", "full", "link", "dangling", "dirlink", "loop", "fifo", "sock", "char");

  private Fixture() {}

  /** Makes all of {@link #ENTRIES}, and a file that only root may use. */
  static void everyType(Program program) {
    program.prepare(
        p -> {
          p.file("file", 0644, "content");
          p.file("secret", 0600, "hidden");
          p.directory("dir", 0755);
          p.directory("full", 0755);
          p.file("full/inner", 0644, "inner");
          p.symlink("file", "link");
          p.symlink("nowhere", "dangling");
          p.symlink("dir", "dirlink");
          p.symlink("loop", "loop");
          p.node("fifo", S_IFIFO | 0644, 0);
          p.node("sock", S_IFSOCK | 0644, 0);
          p.node("char", Stat.S_IFCHR | 0644, NULL_DEVICE);
          p.age("file", "secret", "full/inner", "dir", "full", "link", "fifo", "sock", "char", ".");
        });
  }

  /** Makes one entry of that kind: the names of {@link #ENTRIES}, {@code none} makes nothing. */
  static void make(Program.Preparation p, String kind, String path) {
    switch (kind) {
      case "file" -> p.file(path, 0644, "content of " + kind);
      case "dir" -> p.directory(path, 0755);
      case "full" -> p.directory(path, 0755).file(path + "/inner", 0644, "inner");
      case "link" -> p.symlink("file", path);
      case "dangling" -> p.symlink("nowhere", path);
      case "fifo" -> p.node(path, S_IFIFO | 0644, 0);
      case "sock" -> p.node(path, S_IFSOCK | 0644, 0);
      case "char" -> p.node(path, Stat.S_IFCHR | 0644, NULL_DEVICE);
      case "block" -> p.node(path, Stat.S_IFBLK | 0644, BLOCK_DEVICE);
      case "none" -> {}
      default -> throw new IllegalArgumentException("kind of entry: " + kind);
    }
  }
}
