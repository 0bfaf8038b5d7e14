package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Errno;
import java.io.IOException;

/** A system call that a synchronisation needs has failed. */
final class CallFailed extends IOException {
  private static final long serialVersionUID = 1;

  private final int errno;

  private final String call;

  CallFailed(String call, int errno) {
    super(
        call
            + ": expected success, found "
            + Errno.name(errno)
            + "; the synchronisation ends, mend the file system and begin again");
    this.call = call;
    this.errno = errno;
  }

  /** The same failure, with the file that it is about. */
  CallFailed of(Object file) {
    return new CallFailed(call + " of " + file, errno);
  }

  /** Whether more room on the disk is what the call needs. */
  boolean isForRoom() {
    return errno == Errno.ENOSPC || errno == Errno.EDQUOT;
  }
}
