package io.lockstep.control.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A new file is written from its beginning, in small and in large blocks. */
final class SequentialWrites implements Family {
  /** Pages of the application's file, and of both copies below it. */
  private static final int COPIES = 3;

  private final Fio fio;
  private final PageCache cache;

  SequentialWrites(Fio fio, PageCache cache) {
    this.fio = fio;
    this.cache = cache;
  }

  @Override
  public String name() {
    return "sequential-writes";
  }

  @Override
  public List<Workload> workloads() {
    return List.of(Workload.APPEND_4K, Workload.WRITE_128K, Workload.WRITE_1M);
  }

  @Override
  public Optional<String> missingPackage() {
    return Fio.missingPackage();
  }

  @Override
  public void run(Place place, Set<Workload> wanted, Results results)
      throws IOException, InterruptedException {
    if (wanted.contains(Workload.APPEND_4K)) {
      FioResult result = write(place, "4k", Fio.runtime(place.sizes().burst()));
      results.add(Workload.APPEND_4K, result.operations("write"));
    }
    if (wanted.contains(Workload.WRITE_128K)) {
      results.add(Workload.WRITE_128K, write(place, "128k", "end_fsync=1").transfer("write"));
    }
    if (wanted.contains(Workload.WRITE_1M)) {
      results.add(Workload.WRITE_1M, write(place, "1m", "end_fsync=1").transfer("write"));
    }
  }

  private FioResult write(Place place, String blockSize, String option)
      throws IOException, InterruptedException {
    int mib = place.sizes().sequentialMib();
    String file = "sequential-" + blockSize;
    cache.warm(COPIES * mib);
    FioResult result =
        fio.run(
            place,
            List.of(
                "filename=" + file, "rw=write", "bs=" + blockSize, "size=" + mib + "m", option));
    Files.delete(place.directory().resolve(file));
    return result;
  }
}
