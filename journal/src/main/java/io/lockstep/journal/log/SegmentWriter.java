package io.lockstep.journal.log;

import io.lockstep.journal.op.OperationCodec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.core.io.SingleThreadedChecked;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Appends to one segment: a Chronicle queue that has exactly one cycle, since its clock stands
 * still. Only the process that made a segment ever appends to it, so no lock and no half-written
 * excerpt of a dead process is ever met, and a damaged old segment cannot disturb a new one.
 *
 * <p>One appending caller at a time, on any thread; {@link #force}, {@link #usedBytes} and {@link
 * #populateAhead} on any thread until {@link #close}.
 */
final class SegmentWriter implements AutoCloseable {

  private static final long MIN_BLOCK_BYTES = 8L << 20;

  /**
   * How long Chronicle waits for another process to write the header of a file that it finds: there
   * is no other process, the file was only made to own its space.
   */
  private static final long HEADER_WAIT_MILLIS = 1;

  /** More than Chronicle's index may put between two records. */
  private static final long INDEX_BYTES = 128L << 10;

  private final ChronicleQueue queue;
  private final ExcerptAppender appender;
  private final long blockBytes;
  private final Path path;
  private final RandomAccessFile file;
  private final PointerBytesStore view = new PointerBytesStore();
  private long mappedAt;
  private long reservedBytes;
  private volatile long usedBytes;

  private SegmentWriter(
      ChronicleQueue queue,
      ExcerptAppender appender,
      Path path,
      RandomAccessFile file,
      long blockBytes) {
    this.queue = queue;
    this.appender = appender;
    this.path = path;
    this.file = file;
    this.blockBytes = blockBytes;
    this.reservedBytes = blockBytes;
  }

  /**
   * Reserves the space of a queue in an existing empty directory and makes it there, so that a full
   * disk is an exception here and not a SIGBUS in a later append. A segment whose header was not
   * written has not begun: recovery removes it.
   */
  static SegmentWriter prepare(Path directory, long segmentBytes) throws IOException {
    long blockBytes = reservedBytes(segmentBytes);
    SegmentFiles.reserve(directory, blockBytes);
    ChronicleQueue queue = build(directory, blockBytes);
    try {
      ExcerptAppender appender = appender(queue);
      Path path = SegmentFiles.queueFile(directory);
      NativePages.reserve(path, blockBytes);
      return new SegmentWriter(
          queue, appender, path, new RandomAccessFile(path.toFile(), "rw"), blockBytes);
    } catch (RuntimeException | IOException e) {
      closeAfter(e, queue);
      throw e;
    }
  }

  /** Writes the header as the first excerpt; it is on disk when this returns. */
  void begin(SegmentHeaderCodec.Preamble preamble) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(SegmentHeaderCodec.BYTES);
      SegmentHeaderCodec.encode(preamble, header);
      append(header);
    }
    force();
  }

  private static ChronicleQueue build(Path directory, long blockBytes) {
    QuietChronicle.ensure();
    return SingleChronicleQueueBuilder.binary(directory)
        .rollCycle(RollCycles.FAST_DAILY)
        .timeProvider(() -> 0)
        .blockSize(blockBytes)
        .timeoutMS(HEADER_WAIT_MILLIS)
        .build();
  }

  private static ExcerptAppender appender(ChronicleQueue queue) {
    ExcerptAppender appender = queue.createAppender();
    ((SingleThreadedChecked) appender).singleThreadedCheckDisabled(true);
    try (DocumentContext makesTheFile = appender.writingDocument()) {
      makesTheFile.rollbackOnClose();
    }
    return appender;
  }

  private static void closeAfter(Exception failure, ChronicleQueue queue) {
    try {
      queue.close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Space that a segment of this size takes on disk from its beginning. */
  static long reservedBytes(long segmentBytes) {
    return Math.max(MIN_BLOCK_BYTES, segmentBytes + 2L * OperationCodec.MAX_RECORD_BYTES);
  }

  /**
   * Reserves more if the next record needs it: a mirror follows the segments of its primary, which
   * may be larger than its own.
   *
   * @throws IOException if there is no room; the segment is as it was
   */
  void makeRoomFor(long recordBytes) throws IOException {
    if (usedBytes + recordBytes + INDEX_BYTES > reservedBytes) {
      NativePages.reserve(path, reservedBytes + MIN_BLOCK_BYTES);
      reservedBytes += MIN_BLOCK_BYTES;
    }
  }

  /** Appends one record of native memory; it is in the page cache when this returns. */
  void append(MemorySegment record) {
    view.set(record.address(), record.byteSize());
    DocumentContext document = appender.writingDocument();
    try {
      Bytes<?> bytes = document.wire().bytes();
      bytes.write(view, 0L, record.byteSize());
      long end = bytes.writePosition();
      if (mappedAt == 0) {
        mappedAt = bytes.addressForWrite(end - 1) - (end - 1);
      }
      usedBytes = end;
    } catch (RuntimeException | Error e) {
      document.rollbackOnClose();
      throw e;
    } finally {
      document.close();
    }
  }

  /** Bytes from the start of the file to the end of the last record. */
  long usedBytes() {
    return usedBytes;
  }

  /**
   * Populates pages from {@code from}, or the end if that is farther, to {@code ahead} bytes behind
   * the end, as far as they are in the first mapping.
   *
   * @return up to where pages are populated now
   */
  long populateAhead(long from, long ahead) {
    long end = usedBytes;
    long start = Math.max(from, end);
    long stop = Math.min(end + ahead, blockBytes);
    if (start < stop) {
      NativePages.populate(mappedAt + start, stop - start);
    }
    return Math.max(start, stop);
  }

  /** Returns when everything appended so far is on disk; an interrupt does not disturb it. */
  void force() throws IOException {
    file.getFD().sync();
  }

  /** Closes the queue; the file stays. */
  @Override
  public void close() throws IOException {
    try (RandomAccessFile closedLast = file;
        queue) {
      appender.close();
    }
  }
}
