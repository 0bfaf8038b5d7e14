package io.lockstep.control.bench;

import io.lockstep.control.bench.load.Family;
import io.lockstep.control.bench.load.Place;
import io.lockstep.control.bench.load.Workload;
import io.lockstep.control.bench.targets.Target;
import io.lockstep.control.demo.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs families on all targets in turn, so that noise of the machine meets each of them alike. For
 * one thread.
 */
final class Rounds {
  private final Plan plan;
  private final Path scratch;
  private final Comparison comparison;
  private final Consumer<String> progress;

  Rounds(Plan plan, Path scratch, Comparison comparison, Consumer<String> progress) {
    this.plan = plan;
    this.scratch = scratch;
    this.comparison = comparison;
    this.progress = progress;
  }

  /** All rounds of a family, if any of its workloads is wanted. */
  void run(Family family, List<Target> targets) throws InterruptedException {
    Set<Workload> wanted = plan.of(family);
    if (wanted.isEmpty()) {
      return;
    }
    wanted.forEach(comparison::expect);
    if (family.missingPackage().isPresent()) {
      wanted.forEach(
          workload -> comparison.cannotRun(workload, "needs " + family.missingPackage().get()));
      return;
    }
    Set<Target> failed = new HashSet<>();
    for (int round = 0; round <= plan.rounds(); round++) {
      progress.accept(family.name() + ", round " + round + " of " + plan.rounds());
      for (Target target : inTurn(targets, round)) {
        if (!failed.contains(target) && !succeeds(family, wanted, target, round)) {
          failed.add(target);
        }
      }
    }
  }

  /** Each round begins with another target: what the one before leaves behind meets all alike. */
  private static List<Target> inTurn(List<Target> targets, int round) {
    List<Target> turned = new ArrayList<>(targets);
    Collections.rotate(turned, -round);
    return turned;
  }

  private boolean succeeds(Family family, Set<Workload> wanted, Target target, int round)
      throws InterruptedException {
    try (TemporaryDirectory fresh = fresh(target, family)) {
      family.run(
          new Place(fresh.path(), scratch, round > 0 ? plan.sizes() : plan.sizes().halfBurst()),
          wanted,
          (workload, figures) -> {
            if (round > 0) {
              comparison.add(workload, target.name(), figures);
            }
          });
      return true;
    } catch (IOException e) {
      comparison.note(
          "%s on %s failed in round %d, and was not tried again: %s"
              .formatted(family.name(), target.name(), round, e.getMessage()));
      return false;
    }
  }

  /** One of its own for each run: ext4 is slow to use inodes again that were removed just now. */
  private static TemporaryDirectory fresh(Target target, Family family) throws IOException {
    Path directory = Files.createTempDirectory(target.directory(), family.name());
    // A server that runs as a user of its own works in it.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new TemporaryDirectory(directory);
  }
}
