package io.lockstep.control.cli;

import java.io.Console;

/** The person at the other end, if there is one. */
public interface Terminal {

  /** Whether somebody can be asked. */
  boolean isInteractive();

  /** Asks a question and returns the line that was typed, or empty at the end of input. */
  String ask(String question);

  /**
   * The terminal this process was started from. There is no console at all when standard input is
   * closed, whatever Error Prone expects of newer JVMs.
   */
  @SuppressWarnings("SystemConsoleNull")
  static Terminal ofProcess() {
    Console console = System.console();
    return console != null && console.isTerminal() ? new ConsoleTerminal(console) : new Nobody();
  }

  /** A console on which somebody types. */
  record ConsoleTerminal(Console console) implements Terminal {
    @Override
    public boolean isInteractive() {
      return true;
    }

    @Override
    public String ask(String question) {
      String line = console.readLine("%s", question);
      return line == null ? "" : line.strip();
    }
  }

  /** A script, or a job without a terminal. */
  record Nobody() implements Terminal {
    @Override
    public boolean isInteractive() {
      return false;
    }

    @Override
    public String ask(String question) {
      return "";
    }
  }
}
