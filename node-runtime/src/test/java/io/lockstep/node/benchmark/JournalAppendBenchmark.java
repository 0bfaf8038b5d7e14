package io.lockstep.node.benchmark;

import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalOptions;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Appending one Write to a journal in the directory {@code java.io.tmpdir}, beginnings of segments
 * included. Without its encoding, which {@link CodecBenchmark} measures.
 */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JournalAppendBenchmark {
  private static final long EPOCH = 1;

  /** Where {@link OperationCodec} has the sequence. */
  private static final long SEQUENCE_OFFSET = 24;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Param({"64", "4096", "131072"})
  public int dataBytes;

  private Arena arena;
  private Path directory;
  private Journal journal;
  private MemorySegment record;
  private long sequence;

  @Setup
  public void open() throws IOException {
    arena = Arena.ofShared();
    directory = Files.createTempDirectory("lockstep-jmh-");
    journal = Journal.open(directory, JournalOptions.DEFAULTS);
    Operation write = new Operation.Write(2000, 0, arena.allocate(dataBytes));
    record = arena.allocate(OperationCodec.encodedBytes(write));
    OperationCodec.encode(new Entry(EPOCH, 1, 0, write), record, 0);
    sequence = 0;
  }

  /** Old segments are dropped, as a node drops what its peer has. */
  @Benchmark
  public long append() {
    sequence++;
    if (journal.wantsNewSegment()) {
      journal.beginSegment(new SegmentHeader(EPOCH, new UUID(7, EPOCH), sequence));
      journal.dropBefore(sequence);
    }
    // The journal looks at epoch and sequence; the checksum is the codec's, and a reader's.
    record.set(LONG, SEQUENCE_OFFSET, sequence);
    journal.append(record);
    return sequence;
  }

  @TearDown
  public void close() throws IOException {
    journal.close();
    arena.close();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(JournalAppendBenchmark::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
