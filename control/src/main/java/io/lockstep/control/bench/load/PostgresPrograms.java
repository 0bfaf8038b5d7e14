package io.lockstep.control.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The newest PostgreSQL of the system, as Debian lays it out, run as its own user. */
record PostgresPrograms(Path directory) {
  static final String USER = "postgres";
  static final String PACKAGE = "postgresql";

  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
  private static final Path USERS = Path.of("/etc/passwd");

  static Optional<PostgresPrograms> installed() {
    try (Stream<Path> versions =
        Files.isDirectory(VERSIONS) ? Files.list(VERSIONS) : Stream.<Path>empty()) {
      return versions
          .filter(version -> Files.isExecutable(version.resolve("bin/pgbench")))
          .filter(version -> Files.isExecutable(version.resolve("bin/initdb")))
          .filter(_ -> hasUser())
          .max(Comparator.comparing(version -> Double.valueOf(version.getFileName().toString())))
          .map(version -> new PostgresPrograms(version.resolve("bin")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasUser() {
    try {
      return Files.readAllLines(USERS).stream().anyMatch(line -> line.startsWith(USER + ":"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command of this version; setpriv(1) becomes it, so a signal reaches it. */
  List<String> command(String program, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups", "--"));
    command.add(directory.resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }
}
