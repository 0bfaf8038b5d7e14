package io.lockstep.control.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Pages are overwritten in random order, and each is synced: by one job, and by four. */
final class SyncedWrites implements Family {
  private static final int JOBS = 4;

  private final Fio fio;

  SyncedWrites(Fio fio) {
    this.fio = fio;
  }

  @Override
  public String name() {
    return "synced-writes";
  }

  @Override
  public List<Workload> workloads() {
    return List.of(Workload.WRITE_4K_FSYNC, Workload.WRITE_4K_FSYNC_4);
  }

  @Override
  public Optional<String> missingPackage() {
    return Fio.missingPackage();
  }

  @Override
  public void run(Place place, Set<Workload> wanted, Results results)
      throws IOException, InterruptedException {
    int mib = place.sizes().randomMib();
    if (wanted.contains(Workload.WRITE_4K_FSYNC)) {
      Blocks.lay(place.directory().resolve("random"), mib);
      List<String> options = options(place, mib);
      options.add("filename=random");
      results.add(Workload.WRITE_4K_FSYNC, fio.run(place, options).syncedWrites());
    }
    if (wanted.contains(Workload.WRITE_4K_FSYNC_4)) {
      for (int job = 0; job < JOBS; job++) {
        Blocks.lay(place.directory().resolve("random." + job), mib / JOBS);
      }
      List<String> options = options(place, mib / JOBS);
      options.addAll(List.of("filename_format=random.$jobnum", "numjobs=" + JOBS));
      results.add(Workload.WRITE_4K_FSYNC_4, fio.run(place, options).syncedWrites());
    }
  }

  private static List<String> options(Place place, int mib) {
    List<String> options =
        new ArrayList<>(List.of("rw=randwrite", "bs=4k", "fsync=1", "size=" + mib + "m"));
    options.addAll(Fio.timed(place.sizes().burst()));
    return options;
  }
}
