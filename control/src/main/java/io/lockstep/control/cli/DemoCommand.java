package io.lockstep.control.cli;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.demo.Demo;
import io.lockstep.control.demo.JavaCommand;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a pair on this machine: to watch, to prove a failover, or for other programs. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Runs an arbiter and two nodes on this machine.",
      "Without options: in a temporary directory, with a shop and its clients, on a screen where"
          + " you can kill a node and bring it back. Needs root, for mounting."
    })
final class DemoCommand implements Callable<Integer> {
  /** What can be played unattended. */
  enum Scenario {
    FAILOVER
  }

  private final Program program;
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(
      names = "--bare",
      description = "Only the pair, without application, described in DIR/pair.json.")
  private boolean bare;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "With --bare: where it lives; absent or empty. It stays when the demo ends.")
  private Path directory;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "strict",
      description = "strict or barrier (default: ${DEFAULT-VALUE}).")
  private String mode;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      description = "Plays ${COMPLETION-CANDIDATES} unattended, and proves that nothing is lost.")
  private Scenario scenario;

  DemoCommand(Program program, Terminal terminal) {
    this.program = program;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    validate();
    Demo demo =
        new Demo(
            JavaCommand.ofThisProcess(program.main()),
            mode,
            spec.commandLine().getOut(),
            terminal.isInteractive());
    if (bare) {
      return demo.bare(directory);
    }
    return scenario == null ? demo.live() : demo.failover();
  }

  private void validate() {
    if (bare != (directory != null)) {
      throw new ParameterException(spec.commandLine(), "--bare and --dir go together");
    }
    if (bare && scenario != null) {
      throw new ParameterException(spec.commandLine(), "--bare and --scenario exclude each other");
    }
    if (!mode.equals("strict") && !mode.equals("barrier")) {
      throw new ParameterException(
          spec.commandLine(), "--mode: expected strict or barrier, found '" + mode + "'");
    }
    if (!System.getProperty("user.name", "").equals("root")) {
      throw new CliFailure(ExitCode.NOT_CONFIRMED, "the demo mounts directories and needs root");
    }
  }
}
