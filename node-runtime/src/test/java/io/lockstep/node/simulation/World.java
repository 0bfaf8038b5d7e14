package io.lockstep.node.simulation;

import java.util.List;
import java.util.function.Supplier;

/** Everything of one run, and the time that passes in it. */
final class World {

  static final long STEP_MILLIS = 50;

  private final Trace trace = new Trace();
  private final Chance chance;
  private final Variant variant;
  private final Ledger ledger = new Ledger();
  private final SimulatedArbiter arbiter;
  private final boolean humanArbiter;
  private final List<Server> servers;
  private final Network network;
  private final Checks checks;
  private Misfortune misfortune = Misfortune.NONE;
  private long nowMillis = 1_000_000;
  private int dieOneIn;
  private int failOneIn;
  private boolean guardians;
  private boolean forced;
  private int resumed;
  private int archived;

  World(Chance chance, Variant variant, boolean humanArbiter, LocalClock first, LocalClock second) {
    this.chance = chance;
    this.variant = variant;
    this.humanArbiter = humanArbiter;
    this.arbiter = new SimulatedArbiter(chance);
    this.servers =
        List.of(new Server(this, "alpha", 0, first), new Server(this, "beta", 1, second));
    this.network = new Network(this);
    this.checks = new Checks(this);
  }

  Chance chance() {
    return chance;
  }

  Variant variant() {
    return variant;
  }

  Ledger ledger() {
    return ledger;
  }

  SimulatedArbiter arbiter() {
    return arbiter;
  }

  boolean isArbiterHuman() {
    return humanArbiter;
  }

  Network network() {
    return network;
  }

  Checks checks() {
    return checks;
  }

  Misfortune misfortune() {
    return misfortune;
  }

  void misfortune(Misfortune value) {
    misfortune = value;
  }

  List<Server> servers() {
    return servers;
  }

  Server first() {
    return servers.get(0);
  }

  Server second() {
    return servers.get(1);
  }

  Server peerOf(Server server) {
    return servers.get(1 - server.index());
  }

  long nowMillis() {
    return nowMillis;
  }

  void trace(Server who, Supplier<String> words) {
    trace.add(who.name(), words);
  }

  void trace(Supplier<String> words) {
    trace.add("", words);
  }

  String lastWords(int lines) {
    return trace.last(lines);
  }

  /** How often, of so many, a process dies between two steps of one action; 0: never. */
  void dieOneIn(int n) {
    dieOneIn = n;
  }

  /** How often an action fails; 0: never. */
  void failOneIn(int n) {
    failOneIn = n;
  }

  void guardians(boolean value) {
    guardians = value;
  }

  boolean actionFails() {
    return failOneIn > 0 && chance.oneIn(failOneIn);
  }

  boolean killLeavesGuardian() {
    return guardians && chance.coin();
  }

  /** A place between two steps, at which a process may be killed. */
  void mayDie(Server server) {
    if (dieOneIn > 0 && chance.oneIn(dieOneIn)) {
      trace(server, () -> "is killed in the middle of an operation");
      server.killedWhileRunning();
    }
  }

  /** A human has overridden the rules: what he took upon himself is not held against them. */
  void forced() {
    forced = true;
  }

  boolean isForced() {
    return forced;
  }

  void countResumed(boolean one) {
    resumed += one ? 1 : 0;
  }

  /** How often an application that a killed daemon had left was served again. */
  int resumed() {
    return resumed;
  }

  void countArchived() {
    archived++;
  }

  /** How often a copy was replaced whose own operations had been archived. */
  int archived() {
    return archived;
  }

  /** One step of time: everything that can happen by itself does. */
  void step() {
    nowMillis += STEP_MILLIS;
    trace.at(nowMillis);
    servers.forEach(server -> server.clock().advance(STEP_MILLIS));
    network.step();
    servers.forEach(Server::step);
    checks.all();
  }
}
