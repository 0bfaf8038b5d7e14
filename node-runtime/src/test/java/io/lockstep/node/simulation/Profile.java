package io.lockstep.node.simulation;

/** What may go wrong in a run. Each seed has one, so that none drowns the others. */
enum Profile {
  PROCESSES(true, false, false, false, false, false),
  DISKS(true, true, false, false, false, false),
  POWER(false, false, true, false, false, false),
  CLOCKS(true, false, false, true, false, false),
  EVERYTHING(true, true, true, true, false, false),
  SNAPSHOTS(true, false, false, true, true, false),
  FORCE(true, false, true, true, false, true),
  SPLITS(true, false, false, true, false, true);

  private final boolean guardians;
  private final boolean failingDisks;
  private final boolean power;
  private final boolean clocks;
  private final boolean snapshots;
  private final boolean force;

  Profile(
      boolean guardians,
      boolean failingDisks,
      boolean power,
      boolean clocks,
      boolean snapshots,
      boolean force) {
    this.guardians = guardians;
    this.failingDisks = failingDisks;
    this.power = power;
    this.clocks = clocks;
    this.snapshots = snapshots;
    this.force = force;
  }

  static Profile of(long seed) {
    return values()[(int) Math.floorMod(seed, values().length)];
  }

  boolean guardians() {
    return guardians;
  }

  boolean failingDisks() {
    return failingDisks;
  }

  boolean power() {
    return power;
  }

  boolean clocks() {
    return clocks;
  }

  boolean snapshots() {
    return snapshots;
  }

  boolean force() {
    return force;
  }
}
