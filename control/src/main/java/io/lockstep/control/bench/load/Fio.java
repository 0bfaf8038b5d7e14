package io.lockstep.control.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs fio(1) with plain system calls through the page cache. For one thread. */
final class Fio {
  private static final String PACKAGE = "fio";
  private static final long NANOS_A_MICRO = 1000;

  /** Its own files: no drop of their pages, no space reserved before, the same order each time. */
  private static final List<String> COMMON =
      List.of(
          "--output-format=json",
          "--ioengine=psync",
          "--direct=0",
          "--fallocate=none",
          "--invalidate=0",
          "--randrepeat=1",
          "--group_reporting",
          "--percentile_list=50:99");

  private final Programs programs;

  Fio(Programs programs) {
    this.programs = programs;
  }

  static Optional<String> missingPackage() {
    return Programs.has("fio") ? Optional.empty() : Optional.of(PACKAGE);
  }

  /** Runs jobs in the place's directory; options without the dashes. */
  FioResult run(Place place, List<String> options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("fio", "--name=job"));
    command.addAll(COMMON);
    command.add("--directory=" + escaped(place.directory().toString()));
    options.forEach(option -> command.add("--" + option));
    return FioResult.parse(programs.run(command));
  }

  /** fio takes a colon for the end of a directory. */
  private static String escaped(String directory) {
    return directory.replace(":", "\\:");
  }

  /** For so long, however much that is. */
  static List<String> timed(Duration length) {
    return List.of("time_based", runtime(length));
  }

  /** No longer than that. */
  static String runtime(Duration length) {
    return "runtime=%dus".formatted(length.toNanos() / NANOS_A_MICRO);
  }
}
