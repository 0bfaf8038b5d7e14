package io.lockstep.control.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings the machine's memory to the state that a measurement needs. For one thread. */
final class PageCache {
  private static final Path DROP = Path.of("/proc/sys/vm/drop_caches");
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB$");
  private static final int KIB_A_MIB = 1024;

  /** Pages, names and attributes: proc_sys_vm(5), drop_caches. */
  private static final String EVERYTHING = "3\n";

  private final Programs programs;

  PageCache(Programs programs) {
    this.programs = programs;
  }

  /** Lets reads that follow find nothing in memory. */
  void drop() throws IOException, InterruptedException {
    programs.run(List.of("sync"));
    Files.writeString(DROP, EVERYTHING);
  }

  /**
   * Touches memory and frees it again. A virtual machine may have given its free memory back to its
   * host; having it again costs seconds a gigabyte, which must not be counted as the file system's.
   */
  void warm(int mib) throws IOException, InterruptedException {
    long affordable = Math.min(mib, availableMib(Files.readString(MEMORY)) / 2);
    if (affordable > 0) {
      programs.run(
          List.of(
              "dd",
              "if=/dev/zero",
              "of=/dev/null",
              "bs=" + affordable + "M",
              "count=1",
              "status=none"));
    }
  }

  static long availableMib(String memory) {
    Matcher matcher = AVAILABLE.matcher(memory);
    return matcher.find() ? Long.parseLong(matcher.group(1)) / KIB_A_MIB : 0;
  }
}
