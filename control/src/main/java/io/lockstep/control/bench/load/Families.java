package io.lockstep.control.bench.load;

import java.util.List;

/** All that can be measured, in the order of the table. */
public final class Families {
  private Families() {}

  /** Families that run their programs by {@code programs}. */
  public static List<Family> all(Programs programs) {
    Fio fio = new Fio(programs);
    PageCache cache = new PageCache(programs);
    return List.of(
        new RandomWrites(),
        new SyncedWrites(fio),
        new SequentialWrites(fio, cache),
        Reads.cached(fio, cache),
        Reads.uncached(fio, cache),
        new Names(),
        new SmallFiles(programs, cache),
        new Sqlite(programs),
        new Postgres(programs));
  }
}
