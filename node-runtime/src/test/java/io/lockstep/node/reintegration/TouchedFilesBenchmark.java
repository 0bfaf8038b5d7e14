package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** What each operation costs while a peer is synchronised by state: it is noted what it touches. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TouchedFilesBenchmark {
  private static final long SEED = 42;
  private static final long FILE_PAGES = 16_384;
  private static final int PAGE = 4096;

  @Param({"1", "1000"})
  public int files;

  private final MemorySegment page = Arena.global().allocate(PAGE);
  private List<Name> names;
  private SplittableRandom random;
  private TouchedFiles touched;

  @Setup(Level.Iteration)
  public void prepare() {
    random = new SplittableRandom(SEED);
    names = IntStream.range(0, files).mapToObj(i -> Name.of("file-" + i)).toList();
    touched = new TouchedFiles(this::pathOf);
  }

  private Optional<TreePath> pathOf(long fileId) {
    Name name = names.get((int) (fileId - Operation.FIRST_FILE));
    return Optional.of(new TreePath(0, List.of(Name.of("directory"), name)));
  }

  @Benchmark
  public void write() {
    long offset = random.nextLong(FILE_PAGES) * PAGE;
    touched.follow(new Operation.Write(file(), offset, page));
  }

  @Benchmark
  public void rename() {
    long file = file();
    Name name = names.get((int) (file - Operation.FIRST_FILE));
    touched.follow(
        new Operation.Rename(Operation.FIRST_ROOT, name, Operation.FIRST_ROOT, name, 0, file, 0));
  }

  /** How much was noted since {@link #prepare}. */
  public TouchedFiles.Pending pending() {
    return touched.pending();
  }

  private long file() {
    return Operation.FIRST_FILE + random.nextInt(files);
  }
}
