package io.lockstep.control.barriers;

import java.nio.file.Path;

/**
 * A system call that promises something when it returns.
 *
 * @param name what the documentation calls it
 * @param prepare what is done before, while both nodes run
 * @param call the one call
 * @param effect fails unless the effect is in a copy of the scene's directory
 */
record SystemCall(String name, Step prepare, Step call, Effect effect) {

  /** Something that a program does. */
  interface Step {
    void run(Scene scene) throws Exception;
  }

  /** What is to be found on the survivor. */
  interface Effect {
    void check(Path directory, Scene scene) throws Exception;
  }
}
