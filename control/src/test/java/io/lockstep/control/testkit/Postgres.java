package io.lockstep.control.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the system as the application of a module: its data directory is {@code pgdata}
 * in the replicated directory, its server runs as user {@code postgres}.
 */
public final class Postgres {
  public static final int PORT = 5432;

  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
  private static final String USER = "postgres";

  private final Path programs;

  private Postgres(Path programs) {
    this.programs = programs;
  }

  /** The newest version that is installed. */
  public static Postgres installed() throws IOException {
    try (Stream<Path> versions = Files.list(VERSIONS)) {
      return versions
          .filter(version -> Files.isExecutable(version.resolve("bin/initdb")))
          .max(Comparator.comparing(version -> Double.valueOf(version.getFileName().toString())))
          .map(version -> new Postgres(version.resolve("bin")))
          .orElseThrow(
              () -> new IOException("expected PostgreSQL in " + VERSIONS + ", found none"));
    }
  }

  /** Where the data directory is below a replicated directory. */
  public static Path data(Path replicated) {
    return replicated.resolve("pgdata");
  }

  /** Makes a new cluster with page checksums; to be done before Lockstep captures the directory. */
  public void initialise(Path replicated) throws IOException, InterruptedException {
    Path data = data(replicated);
    Files.createDirectory(data);
    Commands.require(List.of("chown", USER, data.toString()));
    Commands.require(
        asPostgres(
            "initdb",
            "-D",
            data.toString(),
            "--data-checksums",
            "--no-sync",
            "--auth=trust",
            "-U",
            USER));
    // Everybody inside the namespaces is the test.
    Files.writeString(
        data.resolve("pg_hba.conf"), "host all all 10.0.0.0/8 trust\n", StandardOpenOption.APPEND);
  }

  /** The section {@code application} in flow style, for {@link PairConfig.Settings}. */
  public String application(Path replicated) {
    return section(server(replicated));
  }

  /**
   * The same, but the data directory is made by {@code initdb} in the replicated directory when the
   * application finds none; the replicated directory must be {@link #admit admitted}.
   */
  public String applicationThatInitialises(Path replicated) {
    String data = data(replicated).toString();
    // Only as the last step is the name there that the next start looks for. The lock file names a
    // process of the node that was primary; here that number is nobody's, or somebody else's.
    String script =
        """
        set -e; if [ ! -e %1$s ]; then rm -rf %1$s.new; \
        %2$s -D %1$s.new --data-checksums --auth=trust -U %3$s; \
        echo host all all 10.0.0.0/8 trust >>%1$s.new/pg_hba.conf; mv %1$s.new %1$s; fi; rm -f %1$s/postmaster.pid; exec %4$s"""
            .formatted(data, programs.resolve("initdb"), USER, String.join(" ", server(replicated)))
            .replace("\\\n", "");
    return section(List.of("/bin/sh", "-c", script));
  }

  /** Lets the server's user make files in a directory. */
  public void admit(Path replicated) throws IOException, InterruptedException {
    Commands.require(List.of("chown", USER, replicated.toString()));
  }

  private List<String> server(Path replicated) {
    return List.of(
        programs.resolve("postgres").toString(),
        "-D",
        data(replicated).toString(),
        "-p",
        Integer.toString(PORT),
        "-c",
        "listen_addresses=*",
        "-c",
        "unix_socket_directories=",
        "-c",
        "shared_buffers=32MB");
  }

  private String section(List<String> start) {
    return "{type: command, user: %s, stop-signal: INT, start: [%s], ready: [%s]}"
        .formatted(
            USER,
            quoted(start),
            quoted(
                List.of(
                    programs.resolve("pg_isready").toString(),
                    "-h",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(PORT))));
  }

  private static String quoted(List<String> words) {
    return String.join(", ", words.stream().map(word -> "\"" + word + "\"").toList());
  }

  /** Reads every table and index of a running server: pg_amcheck(1). */
  public void checkIndexes(String host) throws IOException, InterruptedException {
    Commands.require(
        program("pg_amcheck", "-h", host, "-p", "" + PORT, "-U", USER, "--install-missing", "-a"));
  }

  /** Verifies every page of a server that does not run: pg_checksums(1). */
  public void checkPages(Path replicated) throws IOException, InterruptedException {
    Commands.require(asPostgres("pg_checksums", "--check", "-D", data(replicated).toString()));
  }

  /** A program of this version, to be run as the user of the test. */
  public List<String> program(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(programs.resolve(name).toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** A program of this version, to be run as the user that owns the data. */
  public List<String> asPostgres(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of("runuser", "-u", USER, "--"));
    command.addAll(program(name, arguments));
    return command;
  }
}
