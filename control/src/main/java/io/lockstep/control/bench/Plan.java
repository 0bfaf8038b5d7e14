package io.lockstep.control.bench;

import io.lockstep.control.bench.load.Family;
import io.lockstep.control.bench.load.Sizes;
import io.lockstep.control.bench.load.Workload;
import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is measured.
 *
 * @param targets names, in the order of the table
 * @param workloads some of all
 * @param rounds how often; one more with half the burst warms up and is not counted
 */
public record Plan(List<String> targets, Set<Workload> workloads, int rounds, Sizes sizes) {

  /**
   * Workloads by their words.
   *
   * @param words none: all workloads
   * @throws CliFailure if there is no such word
   */
  public static Set<Workload> workloads(List<String> words) {
    Set<Workload> chosen = EnumSet.noneOf(Workload.class);
    words.forEach(word -> chosen.add(Workload.of(word).orElseThrow(() -> unknown(words))));
    return chosen.isEmpty() ? EnumSet.allOf(Workload.class) : chosen;
  }

  private static CliFailure unknown(List<String> words) {
    return new CliFailure(
        ExitCode.USAGE,
        "--only: expected some of %s, found %s"
            .formatted(
                Arrays.stream(Workload.values())
                    .map(Workload::word)
                    .collect(Collectors.joining(", ")),
                String.join(", ", words)));
  }

  /** Those of a family that are wanted. */
  Set<Workload> of(Family family) {
    Set<Workload> wanted = EnumSet.copyOf(family.workloads());
    wanted.retainAll(workloads);
    return wanted;
  }
}
