package io.lockstep.control.cli;

import java.io.PrintWriter;

/** Where the program begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    int exitCode = CommandLineFactory.create(Terminal.ofProcess(), out, err).execute(arguments);
    System.exit(exitCode);
  }
}
