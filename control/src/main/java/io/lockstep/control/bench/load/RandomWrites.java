package io.lockstep.control.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** One thread overwrites pages of a file. Needs no program. */
public final class RandomWrites implements Family {
  private static final int OPERATION_LIMIT = 2_000_000;

  @Override
  public String name() {
    return "random-writes";
  }

  @Override
  public List<Workload> workloads() {
    return List.of(Workload.WRITE_4K);
  }

  @Override
  public Optional<String> missingPackage() {
    return Optional.empty();
  }

  @Override
  public void run(Place place, Set<Workload> wanted, Results results) throws IOException {
    results.add(
        Workload.WRITE_4K,
        overwrite(place.directory(), place.sizes().randomMib(), place.sizes().burst(), false));
  }

  /**
   * Overwrites pages in random order.
   *
   * @param mib size of the file, which is made first
   * @param sync whether an fsync follows each write
   */
  public static Figures overwrite(Path directory, int mib, Duration length, boolean sync)
      throws IOException {
    ByteBuffer block = Blocks.filled(Blocks.PAGE);
    SplittableRandom random = new SplittableRandom(Blocks.SEED);
    int pages = mib * (Blocks.MIB / Blocks.PAGE);
    try (FileChannel channel = Blocks.file(directory.resolve("random"), mib)) {
      return new Burst(length, OPERATION_LIMIT)
          .run(
              _ -> {
                channel.write(block.rewind(), (long) random.nextInt(pages) * Blocks.PAGE);
                if (sync) {
                  channel.force(false);
                }
              });
    }
  }
}
