package io.lockstep.control.bench.resync;

import io.lockstep.control.bench.targets.Replica;
import io.lockstep.control.bench.targets.Returned;
import io.lockstep.control.client.TextTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Takes the other copy away, changes files, lets it come back; for each change and replica. */
public final class Resync {
  private static final double UNION_SHARE = 1.05;
  private static final int BYTES_AN_OPERATION = 200;

  private final int scale;
  private final Consumer<String> progress;
  private final TextTable table =
      new TextTable(
          "change",
          "replica",
          "seconds",
          "of them fed",
          "sent MiB",
          "differing MiB",
          "sent at most");

  /**
   * A comparison.
   *
   * @param scale files are so many times smaller or fewer
   */
  public Resync(int scale, Consumer<String> progress) {
    this.scale = scale;
    this.progress = progress;
  }

  /** Runs every change on every replica, one after the other; the table so far. */
  public List<String> run(List<Replica> replicas) throws Exception {
    for (Change change : Change.values()) {
      for (Replica replica : replicas) {
        progress.accept(change.word() + " on " + replica.name());
        row(change, replica);
      }
    }
    return table.lines();
  }

  private void row(Change change, Replica replica) throws Exception {
    Path directory = Files.createDirectory(replica.directory().resolve(change.word()));
    change.prepare(directory, scale);
    replica.leave();
    long differing = change.make(directory, scale);
    Returned returned = replica.comeBack();
    table.row(
        change.word(),
        replica.name(),
        seconds(returned.time()),
        returned.feeding().isZero() ? "" : seconds(returned.feeding()),
        mib(returned.bytes()),
        mib(differing),
        returned.operations() == 0 ? "" : bar(returned, differing));
  }

  /** Journal records need a few bytes each, whatever they carry. */
  private static String bar(Returned returned, long differing) {
    double most = UNION_SHARE * differing + (double) BYTES_AN_OPERATION * returned.operations();
    return mib(most) + (returned.bytes() <= most ? ", met" : ", missed");
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f", time.toMillis() / 1e3);
  }

  private static String mib(double bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / (1 << 20));
  }
}
