package io.lockstep.node.simulation;

import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.simulation.PlacedMisfortune.Fault;
import io.lockstep.node.simulation.PlacedMisfortune.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * One life of a pair (first start, writes, a swap, a stop, a start, a crash), in which faults are
 * placed at every durable write and every message, in all combinations of up to so many. A later
 * fault is placed among what happens after the earlier ones.
 */
final class Exhaustive {

  private static final int TRACE_LINES = 200;

  private final int depth;
  private final long maxRuns;
  private final Variant variant;
  private long runs;
  private boolean complete = true;

  /**
   * An exploration.
   *
   * @param depth how many faults a run has at most
   * @param maxRuns after so many it ends
   */
  Exhaustive(int depth, long maxRuns, Variant variant) {
    this.depth = depth;
    this.maxRuns = maxRuns;
    this.variant = variant;
  }

  /** Answers how many runs there were. */
  long explore() {
    explore(List.of());
    return runs;
  }

  /** Whether no combination was left out. */
  boolean isComplete() {
    return complete;
  }

  private void explore(List<Fault> faults) {
    if (runs >= maxRuns) {
      complete = false;
      return;
    }
    runs++;
    List<Place> places = live(faults, variant);
    if (faults.size() == depth) {
      return;
    }
    int from = faults.isEmpty() ? 0 : faults.getLast().place() + 1;
    for (int place = from; place < places.size(); place++) {
      for (int fate : fates(places.get(place))) {
        List<Fault> more = new ArrayList<>(faults);
        more.add(new Fault(place, fate));
        explore(more);
      }
    }
  }

  /** All that can happen for a single fault; of more than one, what differs most. */
  private int[] fates(Place place) {
    if (depth == 1) {
      return switch (place) {
        case WRITE -> new int[] {1, 2, 3, 4};
        case WORD, STREAM -> new int[] {1, 2, 3};
        case ACTION -> new int[] {1};
      };
    }
    return switch (place) {
      case WRITE ->
          new int[] {
            Misfortune.AtWrite.KILLED_AFTER.ordinal(), Misfortune.AtWrite.POWER_LOST_AFTER.ordinal()
          };
      case WORD -> new int[] {Misfortune.AtMessage.CONNECTION_LOST.ordinal()};
      case STREAM -> new int[] {};
      case ACTION -> new int[] {1};
    };
  }

  private static List<Place> live(List<Fault> faults, Variant variant) {
    World world =
        new World(
            Chance.none(), variant, false, new LocalClock(1_000, 1), new LocalClock(5_000, 1));
    PlacedMisfortune misfortune = new PlacedMisfortune(faults);
    world.misfortune(misfortune);
    FailedRun.guarded("faults " + faults, world, TRACE_LINES, () -> live(world));
    return misfortune.places();
  }

  private static void live(World world) {
    Clients clients = new Clients(world);
    world.servers().forEach(Server::boot);
    steps(world, 10);
    write(world, clients);
    order(world, ModuleCommand.SWAP);
    steps(world, 6);
    write(world, clients);
    world.second().running().ifPresent(daemon -> daemon.order(ModuleCommand.STOP));
    steps(world, 6);
    write(world, clients);
    world.servers().forEach(Server::boot);
    world.servers().forEach(s -> s.running().ifPresent(d -> d.order(ModuleCommand.START)));
    steps(world, 10);
    world.first().kill(false);
    steps(world, 10);
    write(world, clients);
    world.misfortune(Misfortune.NONE);
    new Healing(world, clients, true).heal();
  }

  private static void write(World world, Clients clients) {
    for (Server server : world.servers()) {
      clients.write(server, false);
      clients.write(server, true);
    }
    steps(world, 3);
  }

  private static void order(World world, ModuleCommand command) {
    world.servers().forEach(s -> s.running().ifPresent(daemon -> daemon.order(command)));
  }

  private static void steps(World world, int count) {
    for (int i = 0; i < count; i++) {
      world.step();
    }
  }
}
