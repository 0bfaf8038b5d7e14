package io.lockstep.control.bench.resync;

import io.lockstep.control.bench.targets.Replica;
import io.lockstep.control.client.TextTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** How long an application waits, at most, while a copy that was away comes back. */
public final class Joins {
  private static final Duration ALONE = Duration.ofMillis(500);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final Consumer<String> progress;

  public Joins(Consumer<String> progress) {
    this.progress = progress;
  }

  /** Lets the copy go and come back so often; the table. */
  public List<String> run(Replica replica, int joins) throws Exception {
    Path file = replica.directory().resolve("joins");
    List<Double> pauses = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    try (Writer writer = new Writer(file)) {
      for (int i = 1; i <= joins; i++) {
        join(replica, writer, pauses, shares);
        progress.accept("join %d of %d: %.1f ms".formatted(i, joins, pauses.getLast()));
      }
    }
    TextTable table = new TextTable("", "median", "p99", "longest");
    table.row(
        "longest wait of a write and fsync, ms", at(pauses, 0.5), at(pauses, 0.99), at(pauses, 1));
    TextTable throughput = new TextTable("", "median", "lowest");
    throughput.row("pages a second, of those while alone", at(shares, 0.5), at(shares, 0));
    List<String> lines = new ArrayList<>(table.lines());
    lines.addAll(throughput.lines());
    return lines;
  }

  private static void join(Replica replica, Writer writer, List<Double> pauses, List<Double> shares)
      throws Exception {
    replica.leave();
    double alone = rateOver(writer, ALONE);
    long before = writer.written();
    long begin = System.nanoTime();
    writer.takeLongestNanos();
    replica.comeBack();
    pauses.add(writer.takeLongestNanos() / 1e6);
    shares.add((writer.written() - before) / seconds(begin) / alone);
  }

  private static double rateOver(Writer writer, Duration time) {
    long before = writer.written();
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < time.toNanos()) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return (writer.written() - before) / seconds(begin);
  }

  private static double seconds(long beginNanos) {
    return (System.nanoTime() - beginNanos) / 1e9;
  }

  /** The value that so many of all do not exceed. */
  private static String at(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return String.format(Locale.ROOT, "%.2f", sorted.get(Math.max(0, index)));
  }
}
