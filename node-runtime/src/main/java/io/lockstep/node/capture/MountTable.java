package io.lockstep.node.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The mounts this process sees, from {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)). Reading
 * it touches none of them, so that a mount that does not answer cannot hold the reader.
 */
final class MountTable {

  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  private MountTable() {}

  /**
   * One mount.
   *
   * @param device minor number of the device its files are on
   * @param options of this mount, such as {@code nosuid}
   * @param type such as {@code ext4} or {@code fuse.lockstep}
   */
  record Mount(String mountPoint, long device, List<String> options, String type) {}

  /** The mounts on exactly this path, the lowest first. */
  static List<Mount> on(Path path) {
    String wanted = path.toString();
    return all().stream().filter(mount -> mount.mountPoint().equals(wanted)).toList();
  }

  /** The mount that holds this path: the longest mount point above it, the last one there. */
  static Mount holding(Path path) {
    Mount holder = null;
    for (Mount mount : all()) {
      boolean longer =
          holder == null || mount.mountPoint().length() >= holder.mountPoint().length();
      if (longer && path.startsWith(mount.mountPoint())) {
        holder = mount;
      }
    }
    if (holder == null) {
      throw new IllegalStateException(
          "mount table: expected a mount that holds " + path + ", found none");
    }
    return holder;
  }

  /**
   * Parses a line: {@code id parent major:minor root mountpoint options [optional...] - type ...}.
   */
  static Mount parse(String line) {
    String[] fields = line.split(" ");
    int separator = Arrays.asList(fields).indexOf("-");
    if (separator < 6 || fields.length < separator + 2) {
      throw new IllegalArgumentException("mountinfo: expected '... - type ...', found " + line);
    }
    long device = Long.parseLong(fields[2].substring(fields[2].indexOf(':') + 1));
    return new Mount(
        unescape(fields[4]), device, List.of(fields[5].split(",")), fields[separator + 1]);
  }

  private static List<Mount> all() {
    try {
      return new String(Files.readAllBytes(MOUNTINFO), StandardCharsets.UTF_8)
          .lines()
          .map(MountTable::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Space, tab, newline and backslash stand as a backslash and three octal digits. */
  private static String unescape(String field) {
    List<Byte> bytes = new ArrayList<>();
    byte[] raw = field.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      boolean escape = raw[i] == '\\' && i + 3 < raw.length;
      bytes.add(
          escape
              ? (byte) Integer.parseInt(new String(raw, i + 1, 3, StandardCharsets.US_ASCII), 8)
              : raw[i]);
      i += escape ? 3 : 0;
    }
    byte[] plain = new byte[bytes.size()];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = bytes.get(i);
    }
    return new String(plain, StandardCharsets.UTF_8);
  }
}
