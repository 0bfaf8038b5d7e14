package io.lockstep.node.simulation;

import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.role.Input;

/** What goes wrong, and what people order, while clients write. */
final class Disturbances {

  private final World world;
  private final Chance chance;
  private final Profile profile;
  private final RandomMisfortune misfortune;

  Disturbances(World world, Profile profile, RandomMisfortune misfortune) {
    this.world = world;
    this.chance = world.chance();
    this.profile = profile;
    this.misfortune = misfortune;
  }

  void oneMore() {
    Server server = chance.coin() ? world.first() : world.second();
    switch (chance.below(16)) {
      case 0 -> kill(server);
      case 1, 2, 3 -> server.boot();
      case 4 -> cutBoth();
      case 5 -> breakConnection();
      case 6 -> toggleArbiter();
      case 7 -> order(server, ModuleCommand.SWAP);
      case 8 -> order(server, chance.coin() ? ModuleCommand.STOP : ModuleCommand.START);
      case 9 -> crashAtPlaces();
      case 10, 11 -> power(server);
      case 12 -> clocks(server);
      case 13 -> disks(server);
      case 14 -> force(server);
      default -> trim(server);
    }
  }

  private void kill(Server server) {
    if (server.daemon() == null && chance.oneIn(3)) {
      world.trace(server, () -> "its guardian is gone");
      server.loseGuardian();
      return;
    }
    boolean guarded = profile.guardians() && chance.coin();
    world.trace(server, () -> guarded ? "its daemon is killed, not its guardian" : "is killed");
    server.kill(guarded);
  }

  private void cutBoth() {
    boolean cut = world.network().isWhole();
    world.trace(() -> cut ? "the network is cut" : "the network is whole");
    world.network().cut(0, cut);
    world.network().cut(1, cut);
  }

  private void breakConnection() {
    world.trace(() -> "the connection is reset");
    world.network().breakConnection("reset");
  }

  private void toggleArbiter() {
    boolean up = !world.arbiter().isReachable();
    world.trace(() -> up ? "the arbiter is back" : "the arbiter is gone");
    world.arbiter().reachable(up);
  }

  private static void order(Server server, ModuleCommand command) {
    server.running().ifPresent(daemon -> daemon.order(command));
  }

  private void crashAtPlaces() {
    boolean often = chance.oneIn(3);
    misfortune.strikeWritesOneIn(often ? 10 : 0);
    world.dieOneIn(often ? 60 : 0);
    world.failOneIn(profile.failingDisks() && chance.oneIn(2) ? 40 : 0);
  }

  private void power(Server server) {
    if (!profile.power()) {
      breakConnection();
      return;
    }
    server.losePower();
    if (chance.oneIn(3)) {
      world.peerOf(server).losePower();
    }
  }

  private void clocks(Server server) {
    if (!profile.clocks()) {
      return;
    }
    if (chance.coin()) {
      boolean cut = !world.network().isCutFrom(server.index());
      world.trace(server, () -> cut ? "is no longer heard" : "is heard again");
      world.network().cut(server.index(), cut);
      return;
    }
    long millis = 500 + chance.below(15_000);
    boolean virtual = !world.isArbiterHuman() && chance.coin();
    world.trace(server, () -> "is paused for " + millis + " ms" + (virtual ? ", unnoticed" : ""));
    server.pause(millis, virtual);
  }

  private void disks(Server server) {
    if (!profile.failingDisks() || server.daemon() == null) {
      return;
    }
    server
        .daemon()
        .post(
            switch (chance.below(5)) {
              case 0, 1 -> new Input.Unable("no room");
              case 2 -> new Input.RoomIsBack();
              case 3 -> new Input.JournalRefuses("no room");
              default -> new Input.ActionFailed("a failing disk");
            },
            null);
  }

  /** By force first: only what followed from that is a human's to give up. */
  private void force(Server server) {
    if (profile.force()) {
      boolean givesUp = world.isForced() && chance.oneIn(3);
      order(server, givesUp ? ModuleCommand.GIVE_UP : ModuleCommand.FORCE_PRIMARY);
    }
  }

  /** The oldest of a journal goes. */
  private void trim(Server server) {
    boolean feeds = server.daemon() != null && server.daemon().session() != null;
    if (!feeds) {
      History history = server.disk().history();
      history.journal().dropBefore(Math.max(0, history.applied() - chance.below(20)));
    }
  }
}
