package io.lockstep.control.bench.targets;

import io.lockstep.control.bench.load.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A directory of the original file system that lsyncd(1) copies to another one by rsync(1). */
final class Lsyncd {
  /** A second after a change, the least that gathers changes. */
  private static final String CONFIGURATION =
      """
      settings { nodaemon = true, insist = true, logfile = "%1$s/log", statusFile = "%1$s/status" }
      sync { default.rsync, source = "%1$s/source", target = "%1$s/copy", delay = 1 }
      """;

  private Lsyncd() {}

  static Optional<String> missingPackage() {
    return Programs.has("lsyncd")
        ? Programs.has("rsync") ? Optional.empty() : Optional.of("rsync")
        : Optional.of("lsyncd");
  }

  /** Starts it; returns the directory that is copied. */
  static Path start(Surroundings surroundings) throws Exception {
    Path directory = surroundings.directory(Target.LSYNCD);
    Path source = Files.createDirectory(directory.resolve("source"));
    Path copy = Files.createDirectory(directory.resolve("copy"));
    surroundings.spread(source);
    surroundings.spread(copy);
    Path configuration = directory.resolve("lsyncd.lua");
    Files.writeString(configuration, CONFIGURATION.formatted(directory));
    surroundings.start(List.of("lsyncd", configuration.toString()));
    return source;
  }
}
