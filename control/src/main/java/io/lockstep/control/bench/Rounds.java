package io.lockstep.control.bench;

import io.lockstep.control.demo.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs workloads on all targets in turn, so that noise of the machine meets each of them alike.
 *
 * @param rounds how often; the first one warms up and is not counted
 */
record Rounds(int rounds, Duration burst, List<Workload> workloads) {

  Comparison run(List<Target> targets, Consumer<String> progress) throws IOException {
    Comparison comparison = new Comparison();
    for (Workload workload : workloads) {
      for (int round = 0; round <= rounds; round++) {
        progress.accept(workload.word() + ", round " + round + " of " + rounds);
        for (Target target : targets) {
          Figures figures = inFreshDirectory(target.directory(), workload, burst);
          if (round > 0) {
            comparison.add(workload, target, figures);
          }
        }
      }
    }
    return comparison;
  }

  /** A directory of its own for each burst: ext4 reuses inodes deleted shortly before slowly. */
  static Figures inFreshDirectory(Path parent, Workload workload, Duration burst)
      throws IOException {
    try (TemporaryDirectory fresh =
        new TemporaryDirectory(Files.createTempDirectory(parent, workload.word()))) {
      return workload.run(fresh.path(), burst);
    }
  }
}
