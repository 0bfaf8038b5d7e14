package io.lockstep.node.simulation;

/** One seed: a pair lives through misfortune, then everything is well and it must heal. */
final class Run {

  private static final int LIVE_STEPS = 600;
  private static final int QUIET_STEPS = 20;
  private static final int DISTURBED_ONE_IN = 10;
  private static final int TRACE_LINES = 200;

  private final Profile profile;
  private final Chance chance;
  private final World world;
  private final Clients clients;
  private final RandomMisfortune misfortune;
  private final Disturbances disturbances;
  private Disk snapshot;

  private Run(long seed, Profile profile, Variant variant) {
    this.profile = profile;
    this.chance = Chance.ofSeed(seed);
    boolean human = profile == Profile.PROCESSES && chance.below(4) == 0;
    this.world = new World(chance, variant, human, clock(), clock());
    this.clients = new Clients(world);
    this.misfortune = new RandomMisfortune(chance, profile.power());
    this.disturbances = new Disturbances(world, profile, misfortune);
    world.misfortune(misfortune);
    world.guardians(profile.guardians());
  }

  private LocalClock clock() {
    double wrong = profile.clocks() ? (chance.below(1001) - 500) / 10_000.0 : 0;
    return new LocalClock(1_000 + chance.below(1_000_000), 1 + wrong);
  }

  /** Answers what has become of the world, as far as nothing is violated. */
  static World of(long seed, Variant variant) {
    return of(seed, Profile.of(seed), variant);
  }

  private static World of(long seed, Profile profile, Variant variant) {
    Run run = new Run(seed, profile, variant);
    String title = "seed %d (%s)".formatted(seed, profile);
    FailedRun.guarded(
        title,
        run.world,
        TRACE_LINES,
        () -> {
          run.live();
          run.heal();
        });
    return run.world;
  }

  private void live() {
    world.servers().forEach(Server::boot);
    int snapshotAt = 50 + chance.below(LIVE_STEPS - 60);
    for (int i = 0; i < LIVE_STEPS; i++) {
      world.step();
      clients.writeSomewhere();
      if (i > QUIET_STEPS && chance.oneIn(DISTURBED_ONE_IN)) {
        disturbances.oneMore();
      }
      if (i == snapshotAt && profile.snapshots()) {
        snapshot = world.first().disk().snapshot();
      }
    }
  }

  private void heal() {
    world.trace(() -> "from here on nothing goes wrong");
    calm();
    if (snapshot != null && world.second().isMember()) {
      world.first().rollBackTo(snapshot);
    }
    // A human who forced a copy, and whose node died before it had noted so, has to do it again.
    boolean humanAllowed = profile.power() || profile.snapshots() || profile.force();
    new Healing(world, clients, humanAllowed).heal();
  }

  private void calm() {
    chance.calm();
    misfortune.strikeWritesOneIn(0);
    world.dieOneIn(0);
    world.failOneIn(0);
    world.network().heal();
    world.arbiter().reachable(true);
    world.servers().forEach(Server::goOn);
  }
}
