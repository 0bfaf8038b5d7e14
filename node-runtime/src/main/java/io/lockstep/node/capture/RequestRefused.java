package io.lockstep.node.capture;

import io.lockstep.node.posix.Errno;

/**
 * A request ends with an errno. Without a stack trace: it is an answer, not a defect, and it must
 * be cheap.
 */
final class RequestRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int errno;

  RequestRefused(int errno) {
    super(Errno.name(errno), null, false, false);
    this.errno = errno;
  }

  /** The (positive) error number. */
  int errno() {
    return errno;
  }

  /** Passes a result of 0 or more on; a negative errno ends the request. */
  static int check(int result) {
    if (result < 0) {
      throw new RequestRefused(-result);
    }
    return result;
  }

  /** Passes a result of 0 or more on; a negative errno ends the request. */
  static long check(long result) {
    if (result < 0) {
      throw new RequestRefused((int) -result);
    }
    return result;
  }
}
