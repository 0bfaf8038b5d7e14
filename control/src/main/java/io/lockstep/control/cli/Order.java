package io.lockstep.control.cli;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.client.Printable;
import io.lockstep.node.module.CommandAnswer;
import io.lockstep.node.module.ModuleCommand;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** A command to a module, in the name of who runs this process. */
final class Order {
  private Order() {}

  /** Gives it, prints what the node says to it, and returns its id; a refusal is a failure. */
  static String give(
      NodeClient client, String module, ModuleCommand command, CommandSpec commandLine) {
    String actor = "cli:" + System.getProperty("user.name", "unknown");
    CommandAnswer answer = client.command(module, command, actor);
    String told = "%s %s: %s".formatted(commandLine.name(), module, answer.message());
    if (!answer.accepted()) {
      throw new CliFailure(ExitCode.REFUSED, told);
    }
    PrintWriter out = commandLine.commandLine().getOut();
    out.println(Printable.of(told));
    out.flush();
    return answer.commandId();
  }
}
