package io.lockstep.control.client;

import io.lockstep.control.daemon.Foreground;

/**
 * What the program's exit tells a script. Codes from 64 up are those of BSD's {@code sysexits.h}.
 * The codes of {@code status} below 10 are {@link io.lockstep.node.role.Role#exitCode}.
 */
public final class ExitCode {
  public static final int OK = 0;

  /** The wait timed out, or the scenario did not hold what it promises. */
  public static final int NOT_REACHED = 1;

  /** No node answers at the address. */
  public static final int UNREACHABLE = 10;

  /** The node answers, and refuses the command. */
  public static final int REFUSED = 11;

  /** A verification has found that the copies differ, and they still do. */
  public static final int DIFFERENT = 12;

  /** EX_USAGE: a command or an option that does not exist, or makes no sense. */
  public static final int USAGE = 64;

  /** EX_NOINPUT: a file that was named, or a default one, does not exist or cannot be read. */
  public static final int NO_INPUT = 66;

  /** EX_NOUSER, read as "no such module". */
  public static final int NO_MODULE = 67;

  /** EX_SOFTWARE: a defect of this program. */
  public static final int INTERNAL = 70;

  /** EX_CANTCREAT: a directory that must be new is not. */
  public static final int CANNOT_CREATE = 73;

  /** EX_IOERR: reading, writing or starting something failed. */
  public static final int IO = 74;

  /** EX_PROTOCOL: the other side answered something that is not understood. */
  public static final int PROTOCOL = 76;

  /** EX_NOPERM: not confirmed. */
  public static final int NOT_CONFIRMED = 77;

  /** EX_CONFIG: the configuration is not valid. */
  public static final int CONFIGURATION = 78;

  private ExitCode() {}

  /** The code that fits the end of a program in the foreground. */
  public static int ofForeground(int code) {
    return switch (code) {
      case Foreground.OK -> OK;
      case Foreground.CONFIGURATION -> CONFIGURATION;
      default -> IO;
    };
  }
}
