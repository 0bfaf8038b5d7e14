package io.lockstep.node.benchmark;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
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

/** Operations to bytes and back, checksums included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {

  /** What is encoded. */
  public enum Kind {
    CREATE,
    RENAME,
    WRITE_4K,
    WRITE_128K
  }

  @Param public Kind kind;

  private Arena arena;
  private Entry entry;
  private MemorySegment encoded;
  private MemorySegment target;

  @Setup
  public void prepare() {
    arena = Arena.ofShared();
    Operation operation = operation();
    entry = new Entry(1, 1, 0, operation);
    int bytes = OperationCodec.encodedBytes(operation);
    encoded = arena.allocate(bytes);
    target = arena.allocate(bytes);
    OperationCodec.encode(entry, encoded, 0);
  }

  private Operation operation() {
    Name name = Name.of("000000010000000000000001");
    return switch (kind) {
      case CREATE -> new Operation.Create(1, name, 2000, 0100644, 0, 0, 0);
      case RENAME -> new Operation.Rename(1, name, 1, Name.of("renamed"), 0, 2000, 0);
      case WRITE_4K -> new Operation.Write(2000, 0, arena.allocate(4 << 10));
      case WRITE_128K -> new Operation.Write(2000, 0, arena.allocate(128 << 10));
    };
  }

  @Benchmark
  public int encode() {
    return OperationCodec.encode(entry, target, 0);
  }

  @Benchmark
  public Entry decode() {
    return OperationCodec.decode(encoded);
  }

  @TearDown
  public void close() {
    arena.close();
  }
}
