package io.lockstep.node.capture;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Dirent;
import java.lang.foreign.MemorySegment;

/** Goes through the entries of an open directory, without the dots. */
final class DirectoryReader {

  private DirectoryReader() {}

  /** Sees one entry; answers whether to go on. */
  @FunctionalInterface
  interface Visitor {
    boolean visit(byte[] name, long ino, int type);
  }

  /** From the descriptor's beginning, using the buffer; false if the visitor has stopped it. */
  static boolean each(int fd, MemorySegment buffer, Visitor visitor) {
    RequestRefused.check(Descriptors.lseek(fd, 0, Descriptors.SEEK_SET));
    long filled = fill(fd, buffer);
    while (filled > 0) {
      for (long at = 0; at < filled; at += Dirent.length(buffer, at)) {
        byte[] name = Dirent.name(buffer, at);
        if (!Dirent.isDot(name)
            && !visitor.visit(name, Dirent.ino(buffer, at), Dirent.type(buffer, at))) {
          return false;
        }
      }
      filled = fill(fd, buffer);
    }
    return true;
  }

  private static long fill(int fd, MemorySegment buffer) {
    return RequestRefused.check(Directories.getdents64(fd, buffer, buffer.byteSize()));
  }
}
