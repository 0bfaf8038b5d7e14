package io.lockstep.control.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lockstep} itself: only the place of the other commands, and the general help. */
@Command(
    name = "lockstep",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Mirrors directories of two servers and fails applications over between them.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done; status: STOP",
      " 1:wait: timed out; verify: it ended early; demo: a promise was broken; status: WAIT",
      " 2:status: ALONE or UP",
      " 3:status: PRIM",
      " 4:status: SECOND",
      "10:no node answers",
      "11:the node refuses the command",
      "12:verify: the copies differ",
      "64:unknown command or option, or one that makes no sense",
      "66:a file does not exist or cannot be read",
      "67:unknown module",
      "69:no JDK, or no Maven to build with",
      "70:a defect of this program, or a failed build",
      "73:a directory that must be new is not",
      "74:reading, writing or starting something failed",
      "76:the answer is not understood",
      "77:not confirmed",
      "78:the configuration is not valid"
    },
    footer = {
      "",
      "Commands that ask a node find it by --url, else by --config, else by the file",
      "./node.yml, else by /etc/lockstep/node.yml.",
      "'lockstep test' builds everything and runs all tests, 'lockstep simulate' runs both nodes'",
      "decisions in a simulated world with faults."
    })
final class RootCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
