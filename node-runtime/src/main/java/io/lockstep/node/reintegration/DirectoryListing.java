package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Dirent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The names of an open directory one after another, a buffer's worth at a time. One thread. */
final class DirectoryListing {

  static final int BUFFER_BYTES = 64 << 10;

  private final int fd;
  private final MemorySegment buffer;
  private long at;
  private long filled;

  /** The buffer must not be used by anyone else while this listing is read. */
  DirectoryListing(int fd, MemorySegment buffer) {
    this.fd = fd;
    this.buffer = buffer;
  }

  /** The next name, or null at the end. */
  Name next() throws IOException {
    while (true) {
      if (at == filled) {
        filled = Calls.check("getdents64", Directories.getdents64(fd, buffer, buffer.byteSize()));
        at = 0;
        if (filled == 0) {
          return null;
        }
      }
      byte[] name = Dirent.name(buffer, at);
      at += Dirent.length(buffer, at);
      if (!Dirent.isDot(name)) {
        return Name.of(name);
      }
    }
  }
}
