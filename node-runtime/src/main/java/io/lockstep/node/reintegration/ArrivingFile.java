package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Descriptors;
import java.util.SortedMap;

/** A file of the target that waits for something from the source. Owns its descriptor. */
final class ArrivingFile implements AutoCloseable {

  final long number;
  final FileState state;

  /** O_PATH, or for a file whose content is compared one to read and write. */
  final int fd;

  /** The attributes it is to have: its own, or filled by what arrives. */
  final SortedMap<byte[], byte[]> xattrs;

  /** Found no room on the disk: what arrives for it is passed over. */
  boolean starved;

  /** What is still to be compared; null if nothing. */
  BlockScan scan;

  ArrivingFile(long number, FileState state, int fd, SortedMap<byte[], byte[]> xattrs) {
    this.number = number;
    this.state = state;
    this.fd = fd;
    this.xattrs = xattrs;
  }

  @Override
  public void close() {
    Descriptors.close(fd);
  }
}
