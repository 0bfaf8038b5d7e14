package io.lockstep.node.simulation;

/** Programs that write to whichever node lets them, and sync now and then. */
final class Clients {

  private static final int SYNC_ONE_IN = 6;

  private final World world;

  Clients(World world) {
    this.world = world;
  }

  void writeSomewhere() {
    write(
        world.chance().coin() ? world.first() : world.second(),
        world.chance().below(SYNC_ONE_IN) == 0);
  }

  void write(Server server, boolean sync) {
    Daemon daemon = server.isRunning() ? server.daemon() : null;
    if (daemon == null || !daemon.writes().accepts()) {
      return;
    }
    int file = world.chance().below(Ledger.FILES);
    try {
      daemon.writes().write(world.ledger().next(file, sync));
    } catch (Killed e) {
      Invariant.DISCIPLINE.holds(server.daemon() == null, "killed, and still running");
    }
  }
}
