package io.lockstep.control.cli;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.client.Printable;
import io.lockstep.node.config.FileFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Builds the command line: its commands, and how each kind of failure ends. */
final class CommandLineFactory {
  private CommandLineFactory() {}

  static CommandLine create(Program program, Terminal terminal, PrintWriter out, PrintWriter err) {
    CommandLine root = new CommandLine(new RootCommand());
    root.addSubcommand(new NodeCommand(program.modules()));
    root.addSubcommand(new ArbiterCommand());
    root.addSubcommand(new ConfigCommand());
    root.addSubcommand(new StatusCommand());
    root.addSubcommand(new ModuleCommands.Start());
    root.addSubcommand(new ModuleCommands.Stop());
    root.addSubcommand(new ModuleCommands.Restart());
    root.addSubcommand(new ModuleCommands.Swap());
    root.addSubcommand(new ModuleCommands.ForcePrimary(terminal));
    root.addSubcommand(new ModuleCommands.GiveUp(terminal));
    root.addSubcommand(conflicts(terminal));
    root.addSubcommand(new VerifyCommand());
    root.addSubcommand(new WaitCommand());
    root.addSubcommand(new EventsCommand());
    root.addSubcommand(new DemoCommand(program, terminal));
    root.addSubcommand(new BenchCommand(program));
    root.addSubcommand(new RehearseCommand(program));
    root.addSubcommand(new CommandLine.HelpCommand());
    return root.setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, Durations::parse)
        .registerConverter(Instant.class, text -> Durations.parseMoment(text, Instant.now()))
        .setParameterExceptionHandler(CommandLineFactory::misused)
        .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
  }

  private static CommandLine conflicts(Terminal terminal) {
    return new CommandLine(new ConflictsCommand())
        .addSubcommand(new ConflictsCommand.ListAll())
        .addSubcommand(new ConflictsCommand.Show())
        .addSubcommand(new ConflictsCommand.Export())
        .addSubcommand(new ConflictsCommand.Remove(terminal));
  }

  private static int misused(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    boolean isRoot = command.getCommandSpec().root() == command.getCommandSpec();
    boolean unknownCommand =
        failure instanceof UnmatchedArgumentException unmatched
            && !command.getSubcommands().isEmpty()
            && !unmatched.isUnknownOption();
    String what =
        unknownCommand
            ? "unknown command '"
                + ((UnmatchedArgumentException) failure).getUnmatched().getFirst()
                + "'"
            : oneLine(failure.getMessage());
    String help = unknownCommand && isRoot ? "lockstep help" : name + " --help";
    command.getErr().println("lockstep: %s; see '%s'".formatted(what, help));
    return ExitCode.USAGE;
  }

  private static int failed(Exception failure, CommandLine command) {
    if (failure instanceof CliFailure expected) {
      expected
          .getMessage()
          .lines()
          .forEach(line -> command.getErr().println("lockstep: " + Printable.of(line)));
      return expected.exitCode();
    }
    if (failure instanceof IOException io) {
      command.getErr().println("lockstep: " + oneLine(FileFailure.words(io)));
      return ExitCode.IO;
    }
    command.getErr().println("lockstep: internal error: " + oneLine(failure.toString()));
    return ExitCode.INTERNAL;
  }

  private static String oneLine(String message) {
    return message == null
        ? "no message"
        : Printable.of(message.strip().replaceAll("\\s*\\R\\s*", "; "));
  }
}
