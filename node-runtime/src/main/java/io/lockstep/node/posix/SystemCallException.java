package io.lockstep.node.posix;

/** A system call failed where its caller has no better answer than to give up. */
public final class SystemCallException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int errno;

  /**
   * Tells what failed.
   *
   * @param call what was called on what
   * @param errno the error number, of either sign
   */
  public SystemCallException(String call, int errno) {
    super(call + ": expected success, found " + Errno.name(errno));
    this.errno = Math.abs(errno);
  }

  /** The (positive) error number. */
  public int errno() {
    return errno;
  }

  /** Passes a result of 0 or more on; a negative one is thrown. */
  public static int check(String call, int result) {
    if (result < 0) {
      throw new SystemCallException(call, result);
    }
    return result;
  }

  /** Passes a result of 0 or more on; a negative one is thrown. */
  public static long check(String call, long result) {
    if (result < 0) {
      throw new SystemCallException(call, (int) result);
    }
    return result;
  }
}
