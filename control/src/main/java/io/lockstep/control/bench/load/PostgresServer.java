package io.lockstep.control.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A PostgreSQL server (14 or later) that is reached by a socket in the abstract namespace only, see
 * unix(7): its name does not depend on the length of a path. For one thread.
 */
final class PostgresServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final Programs programs;
  private final PostgresPrograms postgres;
  private final String socket = "@lockstep-bench-" + ProcessHandle.current().pid();
  private final Path log;
  private final Process process;

  /**
   * Starts it with the settings of its installation and waits until it answers.
   *
   * @param log takes what it says
   */
  PostgresServer(Programs programs, PostgresPrograms postgres, Path data, Path log)
      throws IOException {
    this.programs = programs;
    this.postgres = postgres;
    this.log = log;
    this.process =
        programs.start(
            new ProcessBuilder(
                    postgres.command(
                        "postgres",
                        "-D",
                        data.toString(),
                        "-c",
                        "listen_addresses=",
                        "-c",
                        "unix_socket_directories=" + socket))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
    awaitReady();
  }

  private void awaitReady() throws IOException {
    long begin = System.nanoTime();
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() - begin > START_LIMIT.toNanos()) {
        process.destroyForcibly();
        throw new IOException("postgres did not start: " + Files.readString(log).strip());
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  /** Its clients would have to be started again and again to learn it. */
  private boolean isReady() throws IOException {
    return Files.readString(log).contains("ready to accept connections");
  }

  /** Runs pgbench(1) against it; returns what it said. */
  String pgbench(String... arguments) throws IOException, InterruptedException {
    List<String> command = postgres.command("pgbench", arguments);
    command.addAll(List.of("-h", socket, "-U", PostgresPrograms.USER));
    command.add(PostgresPrograms.USER);
    return programs.run(command);
  }

  /** SIGTERM waits for clients, and there is none any more. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
