package io.lockstep.control.bench.load;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A file is read in random order and in sequence, from the page cache or not from it. */
final class Reads implements Family {
  private static final String FILE = "read";
  private static final int COPIES = 3;

  /** Of a cached read, not counted: the first fills the cache. */
  private static final String RAMP = "ramp_time=500ms";

  private final Fio fio;
  private final PageCache cache;
  private final boolean cached;

  private Reads(Fio fio, PageCache cache, boolean cached) {
    this.fio = fio;
    this.cache = cache;
    this.cached = cached;
  }

  static Reads cached(Fio fio, PageCache cache) {
    return new Reads(fio, cache, true);
  }

  static Reads uncached(Fio fio, PageCache cache) {
    return new Reads(fio, cache, false);
  }

  @Override
  public String name() {
    return cached ? "cached-reads" : "uncached-reads";
  }

  @Override
  public List<Workload> workloads() {
    return List.of(random(), sequential());
  }

  private Workload random() {
    return cached ? Workload.READ_4K : Workload.READ_4K_UNCACHED;
  }

  private Workload sequential() {
    return cached ? Workload.READ_128K : Workload.READ_128K_UNCACHED;
  }

  @Override
  public Optional<String> missingPackage() {
    return Fio.missingPackage();
  }

  @Override
  public void run(Place place, Set<Workload> wanted, Results results)
      throws IOException, InterruptedException {
    int mib = cached ? place.sizes().randomMib() : place.sizes().sequentialMib();
    cache.warm(COPIES * mib);
    Blocks.lay(place.directory().resolve(FILE), mib);
    List<String> timed = Fio.timed(place.sizes().burst());
    if (wanted.contains(random())) {
      results.add(random(), read(place, mib, "randread", "4k", timed).operations("read"));
    }
    if (wanted.contains(sequential())) {
      // Not from the cache can only be read once.
      List<String> length = cached ? timed : List.of();
      results.add(sequential(), read(place, mib, "read", "128k", length).transfer("read"));
    }
  }

  private FioResult read(
      Place place, int mib, String pattern, String blockSize, List<String> length)
      throws IOException, InterruptedException {
    if (!cached) {
      cache.drop();
    }
    Stream<String> options =
        Stream.of("filename=" + FILE, "rw=" + pattern, "bs=" + blockSize, "size=" + mib + "m");
    Stream<String> ramp = cached ? Stream.of(RAMP) : Stream.empty();
    return fio.run(
        place,
        Stream.of(options, ramp, length.stream()).flatMap(parameters -> parameters).toList());
  }
}
