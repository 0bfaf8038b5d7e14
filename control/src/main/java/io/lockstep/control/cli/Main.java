package io.lockstep.control.cli;

import io.lockstep.node.module.NodeRuntime;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where the program begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode =
        CommandLineFactory.create(
                new Program(Main.class, NodeRuntime::start), Terminal.ofProcess(), out, err)
            .execute(arguments);
    System.exit(exitCode);
  }
}
