package io.lockstep.control.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A tree of small files is unpacked, copied and removed by tar(1), cp(1) and rm(1). */
final class SmallFiles implements Family {
  private static final int WARM_MIB = 256;

  private final Programs programs;
  private final PageCache cache;
  private final TreeArchive archive;

  SmallFiles(Programs programs, PageCache cache) {
    this.programs = programs;
    this.cache = cache;
    this.archive = new TreeArchive(programs);
  }

  @Override
  public String name() {
    return "small-files";
  }

  @Override
  public List<Workload> workloads() {
    return List.of(Workload.UNTAR, Workload.COPY, Workload.REMOVE);
  }

  @Override
  public Optional<String> missingPackage() {
    return Programs.has("tar") ? Optional.empty() : Optional.of("tar");
  }

  @Override
  public void run(Place place, Set<Workload> wanted, Results results)
      throws IOException, InterruptedException {
    int files = place.sizes().treeFiles();
    String tar = archive.of(place).toString();
    Path tree = place.directory().resolve(TreeArchive.ROOT);
    cache.warm(WARM_MIB);
    Figures unpacked =
        timed(
            files,
            List.of("tar", "-xf", tar, "--no-same-owner", "-C", place.directory().toString()));
    if (wanted.contains(Workload.UNTAR)) {
      results.add(Workload.UNTAR, unpacked);
    }
    if (wanted.contains(Workload.COPY)) {
      results.add(
          Workload.COPY, timed(files, List.of("cp", "-r", tree.toString(), tree + "-copy")));
    }
    if (wanted.contains(Workload.REMOVE)) {
      results.add(Workload.REMOVE, timed(files, List.of("rm", "-rf", tree.toString())));
    }
  }

  private Figures timed(int files, List<String> command) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    programs.run(command);
    return Figures.ofRate(files, System.nanoTime() - begin);
  }
}
