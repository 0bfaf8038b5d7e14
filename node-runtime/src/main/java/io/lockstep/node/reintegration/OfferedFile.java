package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;

/**
 * A file the target has been told of and may ask about. It is held open, so that what is sent is of
 * the inode that was announced, whatever happens to its name. One thread.
 */
final class OfferedFile implements AutoCloseable {

  final long number;
  final FileState state;
  private final int pathFd;
  private int readFd = -1;

  /** False once the file turned out shorter than announced. */
  boolean complete = true;

  /** Whether the target asked about it in its last turn. */
  boolean wanted;

  /** Takes the O_PATH descriptor over. */
  OfferedFile(long number, FileState state, int pathFd) {
    this.number = number;
    this.state = state;
    this.pathFd = pathFd;
  }

  int pathFd() {
    return pathFd;
  }

  /** A descriptor to read from (a regular file): stays this object's; or a negative errno. */
  int readFd() {
    if (readFd < 0) {
      readFd = Calls.reopen(pathFd, OpenFlags.O_RDONLY);
    }
    return readFd;
  }

  @Override
  public void close() {
    if (readFd >= 0) {
      Descriptors.close(readFd);
    }
    Descriptors.close(pathFd);
  }
}
