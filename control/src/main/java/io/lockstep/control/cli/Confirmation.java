package io.lockstep.control.cli;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;

/** What cannot be taken back needs a second word. */
final class Confirmation {
  private Confirmation() {}

  /**
   * Returns if the command may go on.
   *
   * @param given whether it was confirmed on the command line
   * @param answer what has to be typed
   */
  static void require(
      Terminal terminal, boolean given, String command, String question, String answer) {
    if (given) {
      return;
    }
    if (!terminal.isInteractive()) {
      throw new CliFailure(
          ExitCode.NOT_CONFIRMED, command + " needs --yes when nobody can be asked");
    }
    if (!terminal.ask(question).equals(answer)) {
      throw new CliFailure(ExitCode.NOT_CONFIRMED, "not confirmed; nothing was done");
    }
  }
}
