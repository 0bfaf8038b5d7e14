package io.lockstep.node.tree;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.SystemCallException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Content of a file as writes whose data are slices of a mapping: no memory is taken for it. */
final class MappedContent {

  /** Largest data of one operation: a FUSE write. */
  private static final long CHUNK_BYTES = 1 << 20;

  private MappedContent() {}

  /** Adds writes for every byte from {@code from} to {@code to} (within the file), also zeros. */
  static void all(long fileId, int fd, long from, long to, List<Operation> out) {
    if (from < to) {
      addChunks(fileId, map(fd, from, to), from, from, to, out);
    }
  }

  /** Adds writes for what is not a hole; for a file that has nothing there yet. */
  static void extents(long fileId, int fd, long from, long to, List<Operation> out) {
    if (from >= to) {
      return;
    }
    MemorySegment mapping = map(fd, from, to);
    long begin = data(fd, from);
    while (begin < to) {
      long end = Math.min(hole(fd, begin), to);
      addChunks(fileId, mapping, from, begin, end, out);
      begin = data(fd, end);
    }
  }

  private static void addChunks(
      long fileId, MemorySegment mapping, long base, long begin, long end, List<Operation> out) {
    for (long at = begin; at < end; at += CHUNK_BYTES) {
      long length = Math.min(CHUNK_BYTES, end - at);
      out.add(new Operation.Write(fileId, at, mapping.asSlice(at - base, length)));
    }
  }

  /** The mapping lives as long as an operation refers to it. */
  private static MemorySegment map(int fd, long from, long to) {
    Path path = Path.of("/proc/self/fd/" + fd);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return channel.map(MapMode.READ_ONLY, from, to - from, Arena.ofAuto());
    } catch (IOException e) {
      throw new SystemCallException("map a file: " + e.getMessage(), Errno.EIO);
    }
  }

  private static long data(int fd, long from) {
    long begin = Descriptors.lseek(fd, from, Descriptors.SEEK_DATA);
    // ENXIO: only a hole is left (lseek(2)).
    return begin == -Errno.ENXIO ? Long.MAX_VALUE : SystemCallException.check("lseek", begin);
  }

  private static long hole(int fd, long from) {
    return SystemCallException.check("lseek", Descriptors.lseek(fd, from, Descriptors.SEEK_HOLE));
  }
}
