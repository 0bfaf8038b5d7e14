package io.lockstep.control.cli;

import io.lockstep.control.bench.Bench;
import io.lockstep.control.bench.Plan;
import io.lockstep.control.bench.load.Sizes;
import io.lockstep.control.bench.targets.Targets;
import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.demo.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what a mirror costs on this machine. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Compares the original file system, FUSE alone, and mirrored pairs, in one run.",
      "Both nodes run on this machine; only ratios mean something. Needs root, for mounting.",
      "One round of 1 s on native, strict, barrier and gluster took 9.5 minutes. Without fio,"
          + " sqlite3 or postgresql it tells which workloads need them."
    })
final class BenchCommand implements Callable<Integer> {
  private static final String ALL = "all";

  private final Program program;

  @Spec private CommandSpec spec;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "/var/tmp",
      description = "On the file system to measure (default: ${DEFAULT-VALUE}).")
  private Path directory;

  @Option(
      names = "--on",
      paramLabel = "TARGET",
      split = ",",
      description =
          "Some of native, passthrough, strict, barrier (default: these), gluster, lsyncd; or all.")
  private List<String> targets = Targets.USUAL;

  @Option(
      names = "--only",
      paramLabel = "WORKLOAD",
      split = ",",
      description = "Some of the workloads (default: all).")
  private List<String> workloads = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Bursts for each workload and target (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--burst",
      paramLabel = "TIME",
      defaultValue = "2s",
      description = "Length of a burst (default: ${DEFAULT-VALUE}).")
  private Duration burst;

  @Option(names = "--json", paramLabel = "FILE", description = "Also keeps the figures here.")
  private Path json;

  @ArgGroup(exclusive = true)
  private Instead instead = new Instead();

  /** What is measured instead of the comparison: one of them, or nothing. */
  static final class Instead {
    @Option(
        names = "--soak",
        paramLabel = "TIME",
        description = "Instead: loads a strict pair so long, and shows its heap and descriptors.")
    private Duration soak;

    @Option(
        names = "--resync",
        description =
            "Instead: how a copy that was away comes back, on strict, gluster and rsync (or those"
                + " of --on).")
    private boolean resync;

    @Option(
        names = "--joins",
        paramLabel = "N",
        description =
            "Instead: lets the secondary of a strict pair go and come back so often while somebody"
                + " writes, and shows how long that one waits.")
    private Integer joins;
  }

  BenchCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws Exception {
    validate();
    Bench bench =
        new Bench(
            JavaCommand.ofThisProcess(program.main()), directory, spec.commandLine().getOut());
    if (instead.joins != null) {
      bench.joins(instead.joins);
    } else if (instead.resync) {
      bench.resync(chosenReplicas(), 1);
    } else if (instead.soak != null) {
      bench.soak("strict", instead.soak);
    } else {
      bench.compare(
          new Plan(chosenTargets(), Plan.workloads(workloads), rounds, Sizes.full(burst)), json);
    }
    return ExitCode.OK;
  }

  private List<String> chosenReplicas() {
    return targets.equals(Targets.USUAL) ? Targets.REPLICAS : chosenTargets();
  }

  private List<String> chosenTargets() {
    return targets.equals(List.of(ALL)) ? Targets.ALL : targets;
  }

  private void validate() {
    if (instead.resync && !Targets.RETURNING.containsAll(chosenReplicas())) {
      throw new ParameterException(
          spec.commandLine(),
          "--on: expected some of %s for --resync, found %s".formatted(Targets.RETURNING, targets));
    }
    if (!instead.resync && !Targets.ALL.containsAll(chosenTargets())) {
      throw new ParameterException(
          spec.commandLine(),
          "--on: expected some of %s, or %s, found %s".formatted(Targets.ALL, ALL, targets));
    }
    atLeastOne("--joins", instead.joins == null ? 1 : instead.joins);
    atLeastOne("--rounds", rounds);
    if (!Files.isDirectory(directory)) {
      throw new CliFailure(ExitCode.NO_INPUT, "--dir: expected a directory, found " + directory);
    }
    if (!System.getProperty("user.name", "").equals("root")) {
      throw new CliFailure(ExitCode.NOT_CONFIRMED, "the bench mounts directories and needs root");
    }
  }

  private void atLeastOne(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), option + ": expected at least 1, found " + value);
    }
  }
}
