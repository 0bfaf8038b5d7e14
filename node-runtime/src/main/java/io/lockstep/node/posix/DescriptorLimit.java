package io.lockstep.node.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many descriptors applications may have open through this process. The kernel gives the lowest
 * free number (open(2)), so a number tells how many are in use, and no count has to be kept. Above
 * {@link #HIGHEST} they are this process's own: journals, connections, records, and the two caches
 * of each module.
 */
public final class DescriptorLimit {

  private static final Path LIMITS = Path.of("/proc/self/limits");

  /** The line of RLIMIT_NOFILE, proc_pid_limits(5): name, soft, hard, unit. */
  private static final String NAME = "Max open files";

  private static final int OWN = 4096;

  /** The highest descriptor that may be an application's. The JVM has raised the soft limit. */
  public static final int HIGHEST = highest(read());

  private DescriptorLimit() {}

  /** Half of a small limit is this process's own. */
  static int highest(long limit) {
    return (int) Math.min(Integer.MAX_VALUE, limit - Math.min(OWN, limit / 2));
  }

  private static long read() {
    try {
      String line =
          Files.readAllLines(LIMITS).stream()
              .filter(one -> one.startsWith(NAME))
              .findFirst()
              .orElseThrow();
      String soft = line.substring(NAME.length()).strip().split("\\s+")[0];
      return soft.equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(soft);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
