package io.lockstep.control.cli;

import io.lockstep.control.demo.Demo;
import io.lockstep.control.demo.JavaCommand;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Called by the launcher after a build, so that nodes start in half the time. */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Runs a short life of a pair and keeps what the JVM learned in FILE.")
final class RehearseCommand implements Callable<Integer> {
  private final Program program;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE")
  private Path cache;

  RehearseCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws Exception {
    return new Demo(
            JavaCommand.ofThisProcess(program.main()), "strict", spec.commandLine().getOut(), false)
        .rehearse(cache);
  }
}
