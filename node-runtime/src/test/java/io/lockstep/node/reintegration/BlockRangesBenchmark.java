package io.lockstep.node.reintegration;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Noting which blocks of a file are written, and telling them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BlockRangesBenchmark {
  private static final int WRITE_BYTES = 4096;
  private static final long SEED = 42;

  /** Size of the file that is written at random; one of few blocks has few ranges. */
  @Param({"16", "1024"})
  public long fileMib;

  private SplittableRandom random;
  private BlockRanges ranges;
  private long end;

  @Setup(Level.Iteration)
  public void prepare() {
    random = new SplittableRandom(SEED);
    ranges = new BlockRanges();
    end = 0;
    for (int i = 0; i < BlockRanges.MAX_RANGES; i++) {
      addRandom();
    }
  }

  @Benchmark
  public void addRandom() {
    ranges.addBytes(random.nextLong((fileMib << 20) / WRITE_BYTES) * WRITE_BYTES, WRITE_BYTES);
  }

  /** As a file grows. */
  @Benchmark
  public void addSequential() {
    ranges.addBytes(end, WRITE_BYTES);
    end += WRITE_BYTES;
  }

  @Benchmark
  public List<BlockRanges.Range> tell() {
    return ranges.ranges();
  }
}
