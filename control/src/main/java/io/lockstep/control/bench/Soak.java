package io.lockstep.control.bench;

import io.lockstep.control.bench.load.Names;
import io.lockstep.control.bench.load.Place;
import io.lockstep.control.bench.load.RandomWrites;
import io.lockstep.control.bench.load.Sizes;
import io.lockstep.control.bench.load.Workload;
import io.lockstep.control.bench.targets.LockstepPair;
import io.lockstep.control.client.TextTable;
import io.lockstep.control.demo.TemporaryDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Loads a pair for a time and watches what its daemons hold: heap in use, and descriptors. */
final class Soak {
  private static final Duration BURST = Duration.ofSeconds(5);
  private static final int FILE_MIB = 64;
  private static final Pattern USED = Pattern.compile("(?:total \\d+K, )?used (\\d+)K");

  private final Path mount;
  private final List<Long> pids;

  Soak(LockstepPair pair) {
    this.mount = pair.mount();
    this.pids = List.of(pair.alphaPid(), pair.betaPid());
  }

  List<String> run(Duration length) throws IOException, InterruptedException {
    TextTable table = new TextTable();
    table.row("second", "alpha heap KiB", "descriptors", "beta heap KiB", "descriptors");
    long begin = System.nanoTime();
    sample(table, begin);
    while (System.nanoTime() - begin < length.toNanos()) {
      load();
      sample(table, begin);
    }
    return table.lines();
  }

  /** Writes without fsync, with it, creations and removals. */
  private void load() throws IOException {
    for (boolean sync : new boolean[] {false, true}) {
      try (TemporaryDirectory fresh = fresh()) {
        RandomWrites.overwrite(fresh.path(), FILE_MIB, BURST, sync);
      }
    }
    try (TemporaryDirectory fresh = fresh()) {
      new Names()
          .run(
              new Place(fresh.path(), fresh.path(), Sizes.full(BURST)),
              EnumSet.of(Workload.CREATE, Workload.UNLINK),
              (_, _) -> {});
    }
  }

  private TemporaryDirectory fresh() throws IOException {
    return new TemporaryDirectory(Files.createTempDirectory(mount, "soak"));
  }

  private void sample(TextTable table, long begin) throws IOException, InterruptedException {
    table.row(
        Duration.ofNanos(System.nanoTime() - begin).toSeconds(),
        heapKib(pids.getFirst()),
        descriptors(pids.getFirst()),
        heapKib(pids.getLast()),
        descriptors(pids.getLast()));
  }

  private static long descriptors(long pid) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return open.count();
    }
  }

  /** After a collection: what is left is really held. */
  private static long heapKib(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    long total = 0;
    // The lines of the generations come first, the metaspace last, which is no heap.
    for (int generation = 0; generation < 2 && used.find(); generation++) {
      total += Long.parseLong(used.group(1));
    }
    return total;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(program.toString(), Long.toString(pid), command)
            .redirectErrorStream(true)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd " + pid + " " + command + ": " + answer.strip());
    }
    return answer;
  }
}
