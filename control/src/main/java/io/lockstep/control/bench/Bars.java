package io.lockstep.control.bench;

import static io.lockstep.control.bench.Bar.gluster;
import static io.lockstep.control.bench.Bar.original;

import io.lockstep.control.bench.load.Workload;
import io.lockstep.control.bench.targets.Target;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What Lockstep sets itself, for both nodes, their daemons and the load on one machine. Pure.
 *
 * @param strict what the mode {@code strict} must reach
 * @param aim what it should reach
 * @param barrier what the mode {@code barrier} must reach
 */
record Bars(Bar strict, Bar aim, Bar barrier) {
  private static final Map<Workload, Bars> ALL = all();

  /** What a target must reach; nothing for what is only compared with. */
  static Optional<Bar> of(Workload workload, String target) {
    Optional<Bars> bars = Optional.ofNullable(ALL.get(workload));
    return switch (target) {
      case Target.STRICT -> bars.map(Bars::strict);
      case Target.BARRIER -> bars.map(Bars::barrier);
      default -> Optional.empty();
    };
  }

  /** What a target should reach beyond its bar. */
  static Optional<Bar> aim(Workload workload, String target) {
    return target.equals(Target.STRICT)
        ? Optional.ofNullable(ALL.get(workload)).map(Bars::aim)
        : Optional.empty();
  }

  private static Bars same(Bar bar, Bar aim) {
    return new Bars(bar, aim, bar);
  }

  private static Map<Workload, Bars> all() {
    Map<Workload, Bars> all = new EnumMap<>(Workload.class);
    data(all);
    names(all);
    databases(all);
    return all;
  }

  private static void data(Map<Workload, Bars> all) {
    all.put(Workload.WRITE_4K_FSYNC, new Bars(new Bar(2.5, 0.40), original(0.6), original(0.45)));
    all.put(Workload.WRITE_4K_FSYNC_4, new Bars(new Bar(3.5, 0.40), original(0.6), original(0.45)));
    all.put(Workload.APPEND_4K, new Bars(gluster(5), gluster(10), original(0.6)));
    Bars sequential = new Bars(gluster(2.5), gluster(4), original(0.35));
    all.put(Workload.WRITE_128K, sequential);
    all.put(Workload.WRITE_1M, sequential);
    Bars cached = same(original(0.9), original(1));
    all.put(Workload.READ_4K, cached);
    all.put(Workload.READ_128K, cached);
    Bars uncached = same(original(0.6), original(0.9));
    all.put(Workload.READ_4K_UNCACHED, uncached);
    all.put(Workload.READ_128K_UNCACHED, uncached);
  }

  private static void names(Map<Workload, Bars> all) {
    all.put(Workload.CREATE, same(gluster(5), gluster(10)));
    all.put(Workload.OPEN, same(gluster(10), original(0.5)));
    all.put(Workload.STAT, same(original(0.5), original(0.9)));
    all.put(Workload.READDIR, same(gluster(3), original(0.6)));
    all.put(Workload.RENAME, same(gluster(6), gluster(10)));
    all.put(Workload.UNLINK, same(gluster(6), gluster(10)));
    all.put(Workload.UNTAR, same(gluster(5), gluster(10)));
    all.put(Workload.COPY, same(gluster(5), gluster(10)));
    all.put(Workload.REMOVE, same(gluster(5), gluster(10)));
  }

  private static void databases(Map<Workload, Bars> all) {
    all.put(Workload.SQLITE_WAL, new Bars(gluster(4), gluster(8), original(0.45)));
    all.put(Workload.SQLITE_DELETE, new Bars(gluster(4), gluster(6), original(0.4)));
    Bars initialising = new Bars(gluster(3), gluster(5), gluster(5));
    all.put(Workload.INITDB, initialising);
    all.put(Workload.PGBENCH_INIT, initialising);
    all.put(Workload.PGBENCH_1, new Bars(original(0.80), original(0.95), original(0.85)));
    all.put(Workload.PGBENCH_8, new Bars(original(0.65), original(0.80), original(0.75)));
  }
}
