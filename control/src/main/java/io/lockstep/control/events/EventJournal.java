package io.lockstep.control.events;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A bounded file of lines on their way to the database, oldest first. A line that was appended
 * survives the death of this process (not a power loss: nothing is synced). The file is emptied
 * when its last line is removed; lines removed before that come again after a restart, which the
 * database recognises by their ids. Safe for all threads, interrupted ones too: that is why it is a
 * {@link RandomAccessFile} and not a channel, which an interrupt would close.
 */
final class EventJournal implements AutoCloseable {

  private final RandomAccessFile file;
  private final long maxBytes;
  private long first;
  private long end;

  private EventJournal(RandomAccessFile file, long maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
  }

  /** Opens or creates the file; what follows its last newline was torn by a crash and is cut. */
  static EventJournal open(Path path, long maxBytes) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      EventJournal journal = new EventJournal(file, maxBytes);
      journal.end = journal.endOfLastLine();
      file.setLength(journal.end);
      return journal;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Adds one line with its newline.
   *
   * @throws IOException when the file is full or cannot be written; then nothing was added
   */
  synchronized void append(byte[] line) throws IOException {
    if (end + line.length > maxBytes) {
      throw new IOException(
          "expected at most " + maxBytes + " bytes of waiting events, found more");
    }
    // At an absolute position: a part left behind by a failed write is overwritten by the next.
    file.seek(end);
    file.write(line);
    end += line.length;
  }

  /** The oldest line without its newline. */
  synchronized Optional<byte[]> first() throws IOException {
    if (first == end) {
      return Optional.empty();
    }
    byte[] bytes = read(first, (int) Math.min(EventLine.MAX_BYTES + 1L, end - first));
    return Optional.of(Arrays.copyOf(bytes, lineLength(bytes)));
  }

  /** Removes the line that {@link #first} gives. */
  synchronized void removeFirst() throws IOException {
    Optional<byte[]> line = first();
    if (line.isPresent()) {
      first = Math.min(end, first + line.get().length + 1L);
    }
    if (first == end && end > 0) {
      file.setLength(0);
      first = 0;
      end = 0;
    }
  }

  synchronized long waitingBytes() {
    return end - first;
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }

  private long endOfLastLine() throws IOException {
    for (long to = file.length(); to > 0; ) {
      int length = (int) Math.min(EventLine.MAX_BYTES, to);
      byte[] bytes = read(to - length, length);
      for (int i = length - 1; i >= 0; i--) {
        if (bytes[i] == '\n') {
          return to - length + i + 1;
        }
      }
      to -= length;
    }
    return 0;
  }

  /** Without a newline in reach the whole piece counts as one (malformed) line. */
  private static int lineLength(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return bytes.length;
  }

  private byte[] read(long position, int length) throws IOException {
    byte[] bytes = new byte[length];
    file.seek(position);
    file.readFully(bytes);
    return bytes;
  }
}
