package io.lockstep.control.bench.load;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PostgreSQL with stock settings: its data are made, filled, and worked on as TPC-B does. */
final class Postgres implements Family {
  private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+)");
  private static final int THREADS = 2;
  private static final int MANY_CLIENTS = 8;

  /** Of two bursts each: checkpoints and vacuums come and go. */
  private static final int BURSTS = 2;

  private final Programs programs;

  Postgres(Programs programs) {
    this.programs = programs;
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public List<Workload> workloads() {
    return List.of(Workload.INITDB, Workload.PGBENCH_INIT, Workload.PGBENCH_1, Workload.PGBENCH_8);
  }

  @Override
  public Optional<String> missingPackage() {
    return PostgresPrograms.installed().isPresent()
        ? Optional.empty()
        : Optional.of(PostgresPrograms.PACKAGE);
  }

  @Override
  public void run(Place place, Set<Workload> wanted, Results results)
      throws IOException, InterruptedException {
    PostgresPrograms postgres =
        PostgresPrograms.installed()
            .orElseThrow(() -> new IOException("expected PostgreSQL, found none"));
    Path data = place.directory().resolve("pgdata");
    giveToServer(place.directory());
    Figures initialised = initialise(postgres, data);
    if (wanted.contains(Workload.INITDB)) {
      results.add(Workload.INITDB, initialised);
    }
    if (wanted.stream().anyMatch(workload -> workload != Workload.INITDB)) {
      Path log = place.scratch().resolve("postgres.log");
      try (PostgresServer server = new PostgresServer(programs, postgres, data, log)) {
        work(server, place.sizes(), wanted, results);
      }
    }
  }

  private Figures initialise(PostgresPrograms postgres, Path data)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    programs.run(
        postgres.command(
            "initdb",
            "-D",
            data.toString(),
            "-U",
            PostgresPrograms.USER,
            "--auth=trust",
            "--no-locale",
            "--encoding=UTF8"));
    return Figures.ofSeconds(System.nanoTime() - begin);
  }

  private static void work(
      PostgresServer server, Sizes sizes, Set<Workload> wanted, Results results)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    server.pgbench("-q", "-i", "-s", Integer.toString(sizes.pgbenchScale()));
    if (wanted.contains(Workload.PGBENCH_INIT)) {
      results.add(Workload.PGBENCH_INIT, Figures.ofSeconds(System.nanoTime() - begin));
    }
    if (wanted.contains(Workload.PGBENCH_1)) {
      results.add(Workload.PGBENCH_1, transactions(server, 1, sizes));
    }
    if (wanted.contains(Workload.PGBENCH_8)) {
      results.add(Workload.PGBENCH_8, transactions(server, MANY_CLIENTS, sizes));
    }
  }

  private static Figures transactions(PostgresServer server, int clients, Sizes sizes)
      throws IOException, InterruptedException {
    String said =
        server.pgbench(
            "-n",
            "-c",
            Integer.toString(clients),
            "-j",
            Integer.toString(Math.min(clients, THREADS)),
            "-T",
            Long.toString(Math.max(1, sizes.burst().multipliedBy(BURSTS).toSeconds())));
    return Figures.of(rate(said));
  }

  /** Transactions in a second, as pgbench(1) tells them. */
  static double rate(String said) throws IOException {
    Matcher matcher = RATE.matcher(said);
    if (!matcher.find()) {
      throw new IOException("pgbench: expected 'tps = ', found " + said.strip());
    }
    return Double.parseDouble(matcher.group(1));
  }

  private static void giveToServer(Path directory) throws IOException {
    Files.setOwner(
        directory,
        FileSystems.getDefault()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(PostgresPrograms.USER));
  }
}
