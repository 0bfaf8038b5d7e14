package io.lockstep.journal.log;

import io.lockstep.journal.log.SegmentHeaderCodec.Preamble;
import io.lockstep.journal.op.OperationCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The durable journal of one module: segments of records with contiguous sequences.
 *
 * <pre>
 *  directory/lock                                  held while the journal is open
 *  directory/segment-0000000000000000001/*.cq4     a Chronicle queue of one cycle:
 *      excerpt 0     segment header (SegmentHeaderCodec)
 *      excerpt n     the record with sequence first + n - 1 (OperationCodec)
 *  directory/segment-0000000000000000002/ ...
 * </pre>
 *
 * <p>What {@link #append} has returned from is in the page cache: it survives the death of the
 * process, but not of the machine. {@link #sync} makes it survive that too.
 *
 * <p>Appending and beginning segments: one caller at a time, on any thread (the caller's append
 * lock). Everything else is safe for all threads. Readers are independent; each is for one thread.
 */
public final class Journal implements AutoCloseable {

  private final Path directory;
  private final JournalOptions options;
  private final JournalLock lock;
  private final PreparedSegment prepared;
  private final SegmentKeeper keeper;
  private final DurableSegments durable;

  /** For changes of the table; held while a disk is waited for by {@link #linkTo} only. */
  private final Object changing = new Object();

  private volatile SegmentTable table;
  private volatile Throwable failure;
  private volatile Runnable makeRoom = () -> {};
  private volatile SegmentWriter writer;
  private Segment current;
  private volatile long nextNumber;

  private Journal(
      Path directory,
      JournalOptions options,
      JournalLock lock,
      JournalRecovery.Recovered recovered) {
    this.directory = directory;
    this.options = options;
    this.lock = lock;
    this.table = recovered.table();
    this.nextNumber = recovered.nextNumber();
    this.durable = new DurableSegments(directory, () -> table, recovered.durableBelow());
    this.prepared = new PreparedSegment(directory, options.segmentBytes(), () -> makeRoom.run());
    this.keeper =
        new SegmentKeeper(
            "journal-" + directory.getFileName(),
            options,
            durable::seal,
            this::prepare,
            this::failed);
  }

  /**
   * Opens the journal of a directory, which is made if it does not exist. What a crash left
   * unfinished is cut. A segment must be begun before the first append.
   *
   * @throws IllegalStateException if another process, or another Journal of this one, has it open
   * @throws CorruptJournalException if the header of a segment is damaged
   */
  public static Journal open(Path directory, JournalOptions options) {
    try {
      Files.createDirectories(directory);
      JournalLock lock = JournalLock.take(directory);
      try {
        Journal journal = new Journal(directory, options, lock, JournalRecovery.recover(directory));
        journal.keeper.start();
        return journal;
      } catch (RuntimeException | IOException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The oldest sequence that can be read, {@code lastSequence() + 1} if none can; 1 when new. */
  public long firstSequence() {
    return table.firstSequence();
  }

  /** The newest sequence; 0 when new. */
  public long lastSequence() {
    return table.lastSequence();
  }

  /** The newest segment, whether or not it was begun since the journal was opened. */
  public Optional<SegmentHeader> currentSegment() {
    return table.current().map(Segment::header);
  }

  /** The segment that holds the record, if it can be read. */
  public Optional<SegmentHeader> segmentOf(long sequence) {
    return table.find(sequence).map(Segment::header);
  }

  /**
   * Begins a segment; its header is on disk when this returns. If it begins at or below {@link
   * #lastSequence}, the records from there on are no longer part of the journal. If it begins
   * beyond {@code lastSequence() + 1} (the tree was brought there by other means), everything
   * before it is dropped.
   *
   * @throws NoSegmentException if the disk takes no segment; the journal is as it was
   */
  public void beginSegment(SegmentHeader header) {
    checkSound();
    checkHeader(header);
    SegmentWriter next = create(header, table.lastSequence());
    final SegmentWriter finishedWriter = writer;
    final Segment finishedSegment = current;
    current = new Segment(nextNumber, header, header.firstSequence() - 1, next.usedBytes());
    nextNumber++;
    writer = next;
    final List<Segment> unconnected = change(now -> now.plus(current));
    keeper.begin(next);
    if (finishedWriter != null) {
      keeper.finish(new SegmentKeeper.Finished(finishedSegment, finishedWriter));
    }
    delete(unconnected);
  }

  /** Gives the segments that are no longer part of the journal, oldest first. */
  private List<Segment> change(UnaryOperator<SegmentTable> change) {
    synchronized (changing) {
      List<Segment> before = table.segments();
      table = change.apply(table);
      List<Segment> after = table.segments();
      return before.stream().filter(segment -> !after.contains(segment)).toList();
    }
  }

  private void delete(List<Segment> dropped) {
    try {
      keeper.release(dropped);
      SegmentFiles.delete(directory, numbers(dropped));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkHeader(SegmentHeader header) {
    if (header.firstSequence() < 1 || header.epoch() < 0) {
      throw new IllegalArgumentException(
          "segment: expected a first sequence from 1 and an epoch from 0, found " + header);
    }
  }

  private SegmentWriter create(SegmentHeader header, long previousLast) {
    Preamble preamble = new Preamble(nextNumber, header, previousLast, durable.below());
    try {
      SegmentWriter next = prepared.take(nextNumber);
      try {
        next.begin(preamble);
        SegmentFiles.syncNames(SegmentFiles.directory(directory, nextNumber));
        SegmentFiles.syncNames(directory);
        return next;
      } catch (IOException | RuntimeException e) {
        prepared.discard(nextNumber, next, e);
        throw e;
      }
    } catch (IOException e) {
      throw noSegment(e);
    }
  }

  private NoSegmentException noSegment(IOException e) {
    return NoSegmentException.of(directory, options.reservedBytes(), e);
  }

  /**
   * Sets what is called when the disk takes no segment, before it is tried once more: on the thread
   * that begins a segment or on the journal's own, and it may call {@link #dropBefore}.
   */
  public void whenFull(Runnable action) {
    makeRoom = action;
  }

  /** Whether the current segment has reached its size, or none was begun since the opening. */
  public boolean wantsNewSegment() {
    SegmentWriter open = writer;
    return open == null || open.usedBytes() >= options.segmentBytes();
  }

  /**
   * Appends one encoded operation, in native memory.
   *
   * @throws IllegalStateException if its sequence is not {@code lastSequence() + 1} or its epoch
   *     not the segment's, if no segment was begun since the opening, or if the disk failed before
   * @throws NoSegmentException if the segment has grown beyond its size and the disk is full; the
   *     journal is as it was
   */
  public void append(MemorySegment record) {
    checkSound();
    if (writer == null) {
      throw new IllegalStateException(
          directory + ": no segment was begun since the journal was opened: begin one first");
    }
    if (!record.isNative()) {
      throw new IllegalArgumentException("record: expected native memory, found an array");
    }
    long sequence = OperationCodec.sequence(record);
    check("sequence", current.last() + 1, sequence);
    check("epoch", current.header().epoch(), OperationCodec.epoch(record));
    makeRoomFor(record.byteSize());
    write(record);
    current.occupies(writer.usedBytes());
    current.endsAt(sequence);
    keeper.appended(writer.usedBytes());
  }

  private void makeRoomFor(long recordBytes) {
    try {
      writer.makeRoomFor(recordBytes);
    } catch (IOException e) {
      throw noSegment(e);
    }
  }

  private void check(String what, long expected, long found) {
    if (expected != found) {
      throw new IllegalStateException(
          "%s: expected a record of %s %d, found %d".formatted(directory, what, expected, found));
    }
  }

  private void write(MemorySegment record) {
    try {
      writer.append(record);
    } catch (RuntimeException | Error e) {
      failed(e);
      throw e;
    }
  }

  /**
   * Reads from {@code fromSequence} on, which may not exist yet.
   *
   * @throws IllegalStateException if it was dropped
   */
  public JournalReader reader(long fromSequence) {
    if (fromSequence < table.firstSequence()) {
      throw new IllegalStateException(
          "%s: expected a sequence from %d, found %d: older records were dropped"
              .formatted(directory, table.firstSequence(), fromSequence));
    }
    return new LiveReader(directory, () -> table, fromSequence);
  }

  /**
   * Returns when everything appended before the call is on disk.
   *
   * @throws UncheckedIOException if the disk failed; the journal then refuses everything but
   *     reading, since what the kernel dropped once it reports only once
   */
  public void sync() {
    synchronized (durable) {
      checkSound();
      try {
        durable.sync();
      } catch (IOException e) {
        failed(e);
        throw new UncheckedIOException(e);
      }
    }
  }

  /** On the keeper's thread: has the next segment ready before it is wanted. */
  private void prepare() throws IOException {
    prepared.ready(nextNumber);
  }

  /**
   * Deletes the oldest segments that hold only records below {@code sequence}; never the newest.
   * They are no longer part of the journal before the first file goes, so whoever asks for {@link
   * #firstSequence} is never promised what is about to vanish; a reader inside of one is told by an
   * {@link IllegalStateException}, readers elsewhere go on. Not to be called during {@link #close}
   * or after it.
   *
   * @throws UncheckedIOException if files could not be deleted; the next {@link #open} deletes them
   */
  public void dropBefore(long sequence) {
    delete(change(now -> now.from(sequence)));
  }

  /**
   * Gives the segments that hold records from {@code fromSequence} on, and those they may lean on
   * for the meaning of file ids, a second name each in another directory: they outlive what is
   * dropped here. On another file system they are copied. On disk when this returns; to be read
   * with {@link JournalView}. Nothing is appended meanwhile.
   *
   * @throws UncheckedIOException if the disk failed
   */
  public void linkTo(Path target, long fromSequence) {
    sync();
    // Held, so that no segment of the table is deleted half-way.
    synchronized (changing) {
      try {
        SegmentFiles.link(directory, numbers(table.neededFrom(fromSequence)), target);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Bytes that {@link #linkTo} takes on the target's disk: none where that is the journal's. */
  public long linkBytes(Path target, long fromSequence) {
    try {
      boolean sameDisk = Files.getFileStore(target).equals(Files.getFileStore(directory));
      return sameDisk ? 0 : SegmentFiles.bytes(directory, numbers(table.neededFrom(fromSequence)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Long> numbers(List<Segment> segments) {
    return segments.stream().map(Segment::number).toList();
  }

  /**
   * Where to begin to read so that the file ids of the record {@code fromSequence} and of all after
   * it are told before they are used; {@code fromSequence} if there is no such record.
   */
  public long leaningFrom(long fromSequence) {
    return table.leaningFrom(fromSequence);
  }

  /** The segments of this moment, oldest first. */
  public List<SegmentExtent> segments() {
    SegmentTable now = table;
    return now.segments().stream()
        .map(
            segment ->
                new SegmentExtent(
                    segment.header(),
                    Math.min(segment.last(), now.limitOf(segment)),
                    segment.bytes()))
        .toList();
  }

  /** Bytes of all segments on disk; of the current one what is used of it. */
  public long bytesOnDisk() {
    return table.segments().stream().mapToLong(Segment::bytes).sum();
  }

  private void failed(Throwable cause) {
    failure = cause;
  }

  private void checkSound() {
    Throwable cause = failure;
    if (cause != null) {
      throw new IllegalStateException(
          directory
              + ": writing failed before, nothing more is accepted: check the disk, restart, and"
              + " synchronise this node",
          cause);
    }
  }

  /** Finishes the current segment, on disk, and gives the directory free. */
  @Override
  public void close() {
    boolean soundBefore = failure == null;
    if (writer != null) {
      keeper.finish(new SegmentKeeper.Finished(current, writer));
      writer = null;
    }
    try (lock;
        prepared) {
      keeper.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (soundBefore) {
      checkSound();
    }
  }
}
