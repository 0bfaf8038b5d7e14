package io.lockstep.node.reintegration;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.tree.Digest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads and writes blocks of open files, and knows their holes. One thread at a time. */
final class FileContent {

  /** Answered where no data follows. */
  static final long NO_DATA = Long.MAX_VALUE;

  private static final byte[] ZEROS = new byte[BlockRanges.BLOCK_BYTES];
  private static final Digest ZERO_BLOCK = Digest.of(ZEROS, ZEROS.length);

  private final MemorySegment buffer;
  private final byte[] block = new byte[BlockRanges.BLOCK_BYTES];

  FileContent(Arena arena) {
    buffer = arena.allocate(StateCodec.MAX_DATA_BYTES, 8);
  }

  /** At most a block's bytes, fewer at the end of the file; valid until the next call. */
  record Piece(byte[] bytes, int length) {

    boolean isZero() {
      for (int i = 0; i < length; i++) {
        if (bytes[i] != 0) {
          return false;
        }
      }
      return true;
    }
  }

  Piece read(int fd, long offset, int length) throws IOException {
    int filled = 0;
    while (filled < length) {
      MemorySegment rest = buffer.asSlice(filled);
      long count =
          Calls.check("pread", Descriptors.pread(fd, rest, length - filled, offset + filled));
      if (count == 0) {
        break;
      }
      filled += (int) count;
    }
    MemorySegment.copy(buffer, JAVA_BYTE, 0, block, 0, filled);
    return new Piece(block, filled);
  }

  void write(int fd, long offset, byte[] bytes, int length) throws IOException {
    MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, length);
    int written = 0;
    while (written < length) {
      MemorySegment rest = buffer.asSlice(written);
      written +=
          (int)
              Calls.check(
                  "pwrite", Descriptors.pwrite(fd, rest, length - written, offset + written));
    }
  }

  /** Makes the range read as zeros, as a hole where the file system can. */
  void zero(int fd, long offset, long length) throws IOException {
    int mode = Descriptors.FALLOC_FL_PUNCH_HOLE | Descriptors.FALLOC_FL_KEEP_SIZE;
    int result = Descriptors.fallocate(fd, mode, offset, length);
    if (result == -Errno.EOPNOTSUPP) {
      for (long done = 0; done < length; done += ZEROS.length) {
        write(fd, offset + done, ZEROS, (int) Math.min(ZEROS.length, length - done));
      }
    } else {
      Calls.check("fallocate", result);
    }
  }

  /** Where the next data begins at or after the offset, or {@link #NO_DATA}. */
  long nextData(int fd, long offset) throws IOException {
    long found = Descriptors.lseek(fd, offset, Descriptors.SEEK_DATA);
    if (found == -Errno.ENXIO) {
      return NO_DATA;
    }
    // A file system that does not know its holes answers EINVAL: everything is data.
    return found == -Errno.EINVAL ? offset : Calls.check("lseek", found);
  }

  /** Where data that begins at the offset ends, or {@link #NO_DATA} if it cannot be told. */
  long nextHole(int fd, long offset) throws IOException {
    long found = Descriptors.lseek(fd, offset, Descriptors.SEEK_HOLE);
    boolean unknown = found == -Errno.EINVAL || found == -Errno.ENXIO;
    return unknown ? NO_DATA : Calls.check("lseek", found);
  }

  static Digest hash(Piece piece) {
    return Digest.of(piece.bytes, piece.length);
  }

  static Digest hashOfZeros(int length) {
    return length == ZEROS.length ? ZERO_BLOCK : Digest.of(ZEROS, length);
  }
}
