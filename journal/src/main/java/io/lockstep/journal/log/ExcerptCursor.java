package io.lockstep.journal.log;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks the excerpts of one Chronicle queue file by their length words, never beyond what is
 * mapped.
 *
 * <p>A Chronicle tailer believes length words and index pages, and maps (thereby lengthens) the
 * file wherever they point. After a crash neither may be believed, so reading is done here; see the
 * constants of {@code net.openhft.chronicle.wire.Wires} for the format:
 *
 * <pre>
 *  file    ::= excerpt*                 each begins at a multiple of 4
 *  excerpt ::= word | bytes             word: bit 31 incomplete, bit 30 metadata, 0-29 length
 *  word 0  ::= nothing written here yet
 *  word 0xC0000000 ::= end of the file, whatever follows
 * </pre>
 *
 * For one thread.
 */
final class ExcerptCursor {

  /** What {@link #advance} found. */
  enum Found {
    /** A complete data excerpt: {@link #excerpt}. */
    DATA,
    /** Nothing has been completed here, or not yet. */
    END,
    /** A length that leads out of the file. */
    DAMAGED
  }

  private static final int INCOMPLETE = 0x8000_0000;
  private static final int METADATA = 0x4000_0000;
  private static final int LENGTH_MASK = 0x3FFF_FFFF;
  private static final int WORD_BYTES = 4;

  private static final VarHandle WORD =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private MemorySegment file;
  private long position;
  private MemorySegment excerpt;

  ExcerptCursor(MemorySegment file) {
    this.file = file;
  }

  /** Goes on at the same position in a longer mapping of the same file. */
  void remap(MemorySegment longer) {
    file = longer;
  }

  /** Goes to the next complete data excerpt; stays where it is if there is none. */
  Found advance() {
    while (true) {
      long left = file.byteSize() - position - WORD_BYTES;
      if (left < 0) {
        return Found.END;
      }
      int word = (int) WORD.getAcquire(file, position);
      if (word == 0 || (word & INCOMPLETE) != 0) {
        return Found.END;
      }
      int length = word & LENGTH_MASK;
      if (length > left) {
        return Found.DAMAGED;
      }
      long start = position + WORD_BYTES;
      position = (start + length + 3) & ~3L;
      if ((word & METADATA) == 0) {
        excerpt = file.asSlice(start, length);
        return Found.DATA;
      }
    }
  }

  /** The bytes of the excerpt that the last successful {@link #advance} found. */
  MemorySegment excerpt() {
    return excerpt;
  }

  /** Where the next excerpt begins, in bytes from the start of the file. */
  long position() {
    return position;
  }
}
