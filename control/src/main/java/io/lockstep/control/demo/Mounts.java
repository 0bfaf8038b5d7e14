package io.lockstep.control.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Mounts of this process's namespace, as {@code proc(5)} lists them in mountinfo. */
public final class Mounts {
  private static final Path MOUNT_INFO = Path.of("/proc/self/mountinfo");
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
  private static final int MOUNT_POINT_FIELD = 4;

  private Mounts() {}

  /** One mount; {@code type} such as {@code fuse} or {@code ext4}. */
  public record Mount(Path point, String type) {
    public boolean isFuse() {
      return type.startsWith("fuse");
    }
  }

  /** What is mounted on or below a directory, in the order in which it was mounted. */
  public static List<Mount> below(Path directory) throws IOException {
    return parse(Files.readAllLines(MOUNT_INFO)).stream()
        .filter(mount -> mount.point().startsWith(directory))
        .toList();
  }

  /**
   * Unmounts all of it, lazily: file systems of a daemon that is gone first, so that nobody writes
   * past them, then the binds; of each kind the newest first.
   *
   * @return what could not be unmounted, with the reason
   */
  public static List<String> detachBelow(Path directory) throws IOException, InterruptedException {
    List<Mount> mounts = below(directory).reversed();
    List<String> problems = new ArrayList<>();
    for (boolean fuse : new boolean[] {true, false}) {
      for (Mount mount : mounts) {
        if (mount.isFuse() == fuse) {
          detach(mount.point(), problems);
        }
      }
    }
    return problems;
  }

  private static void detach(Path point, List<String> problems)
      throws IOException, InterruptedException {
    Process umount =
        new ProcessBuilder("umount", "--lazy", "--no-canonicalize", point.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(umount.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (umount.waitFor() != 0) {
      problems.add(output.strip());
    }
  }

  /** Reads lines of mountinfo: the type follows a single dash, after optional fields. */
  static List<Mount> parse(List<String> lines) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : lines) {
      String[] fields = line.split(" ", -1);
      int dash = List.of(fields).indexOf("-");
      if (dash > MOUNT_POINT_FIELD && dash + 1 < fields.length) {
        mounts.add(new Mount(Path.of(unescape(fields[MOUNT_POINT_FIELD])), fields[dash + 1]));
      }
    }
    return mounts;
  }

  /** The kernel writes space, tab, newline and backslash as three octal digits. */
  private static String unescape(String text) {
    return OCTAL
        .matcher(text)
        .replaceAll(
            match ->
                java.util.regex.Matcher.quoteReplacement(
                    Character.toString(Integer.parseInt(match.group(1), 8))));
  }
}
