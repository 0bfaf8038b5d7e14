package io.lockstep.control.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.bench.load.Family;
import io.lockstep.control.bench.load.Figures;
import io.lockstep.control.bench.load.Place;
import io.lockstep.control.bench.load.Sizes;
import io.lockstep.control.bench.load.Workload;
import io.lockstep.control.bench.targets.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundsTest {
  @TempDir Path directory;

  private final List<String> order = new ArrayList<>();
  private final Comparison comparison = new Comparison(List.of("a", "b"));
  private List<Target> targets;

  @BeforeEach
  void makeTargets() throws IOException {
    targets =
        List.of(
            new Target("a", Files.createDirectory(directory.resolve("a"))),
            new Target("b", Files.createDirectory(directory.resolve("b"))));
  }

  @Test
  void takesTargetsInTurnAndDoesNotCountTheFirstRound() throws Exception {
    rounds(3).run(new Recorded(Optional.empty(), "none"), targets);

    assertThat(order).containsExactly("a", "b", "b", "a", "a", "b", "b", "a");
    assertThat(comparison.values(Workload.CREATE, "a")).containsExactly(4.0, 5.0, 8.0);
    assertThat(comparison.values(Workload.UNLINK, "a")).isEmpty();
    for (Target target : targets) {
      try (Stream<Path> left = Files.list(target.directory())) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void aTargetThatFailsIsNotTriedAgainAndTheOtherGoesOn() throws Exception {
    rounds(2).run(new Recorded(Optional.empty(), "b"), targets);

    assertThat(order).containsExactly("a", "b", "a", "a");
    assertThat(comparison.values(Workload.CREATE, "a")).hasSize(2);
    assertThat(comparison.values(Workload.CREATE, "b")).isEmpty();
    assertThat(comparison.notes())
        .containsExactly("recorded on b failed in round 0, and was not tried again: no room");
  }

  @Test
  void tellsAMissingPackageInsteadOfRunning() throws Exception {
    rounds(2).run(new Recorded(Optional.of("fio"), "none"), targets);

    assertThat(order).isEmpty();
    assertThat(comparison.whyMissing(Workload.CREATE)).contains("needs fio");
  }

  private Rounds rounds(int count) {
    Plan plan =
        new Plan(
            List.of("a", "b"),
            EnumSet.of(Workload.CREATE),
            count,
            Sizes.small(Duration.ofMillis(1)));
    return new Rounds(plan, directory, comparison, _ -> {});
  }

  /** Counts its runs, and fails on one target. */
  private final class Recorded implements Family {
    private final Optional<String> missing;
    private final String failing;

    private Recorded(Optional<String> missing, String failing) {
      this.missing = missing;
      this.failing = failing;
    }

    @Override
    public String name() {
      return "recorded";
    }

    @Override
    public List<Workload> workloads() {
      return List.of(Workload.CREATE, Workload.UNLINK);
    }

    @Override
    public Optional<String> missingPackage() {
      return missing;
    }

    @Override
    public void run(Place place, Set<Workload> wanted, Results results) throws IOException {
      assertThat(wanted).containsExactly(Workload.CREATE);
      Files.createFile(place.directory().resolve("left behind"));
      String target = place.directory().getParent().getFileName().toString();
      order.add(target);
      if (target.equals(failing)) {
        throw new IOException("no room");
      }
      results.add(Workload.CREATE, Figures.of(order.size()));
    }
  }
}
