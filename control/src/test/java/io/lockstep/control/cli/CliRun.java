package io.lockstep.control.cli;

import io.lockstep.node.module.NodeRuntime;
import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the command line, and what a user would have seen. */
record CliRun(int exitCode, String out, String err) {

  static CliRun of(String... arguments) {
    return of(new Terminal.Nobody(), arguments);
  }

  static CliRun of(Terminal terminal, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        CommandLineFactory.create(
                new Program(Main.class, NodeRuntime::start),
                terminal,
                new PrintWriter(out),
                new PrintWriter(err))
            .execute(arguments);
    return new CliRun(exitCode, out.toString(), err.toString());
  }
}
