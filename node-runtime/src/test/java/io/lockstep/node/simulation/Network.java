package io.lockstep.node.simulation;

/**
 * Heartbeats, connections, and what is between two servers: nothing, or a cut in one direction or
 * in both.
 */
final class Network {

  private static final int HEARTBEAT_STEPS = 4;
  private static final int PROBE_STEPS = 2;
  private static final long GIVEN_UP_AFTER_MILLIS = 3_000;

  private final World world;
  private final boolean[] cutFrom = new boolean[2];
  private Connection connection;
  private long steps;

  Network(World world) {
    this.world = world;
  }

  void cut(int from, boolean value) {
    cutFrom[from] = value;
  }

  boolean isCutFrom(int from) {
    return cutFrom[from];
  }

  boolean isWhole() {
    return !cutFrom[0] && !cutFrom[1];
  }

  void heal() {
    cutFrom[0] = false;
    cutFrom[1] = false;
  }

  void breakConnection(String why) {
    if (connection != null) {
      connection.breakOff(why);
    }
  }

  void processDied(Server server) {
    if (connection != null) {
      connection.processDies(server.index());
    }
  }

  void machineDied(Server server) {
    if (connection != null) {
      connection.machineDies(server.index());
    }
  }

  void send(Server from, Connection on, Message message) {
    Misfortune.AtMessage fate = world.misfortune().atMessage(from, message);
    if (fate == Misfortune.AtMessage.CONNECTION_LOST) {
      world.trace(from, () -> "the connection breaks at " + Words.of(message));
      on.breakOff("timed out");
      return;
    }
    on.send(from.index(), message);
    if (fate == Misfortune.AtMessage.SENDER_KILLED) {
      world.trace(from, () -> "is killed right after it has sent " + Words.of(message));
      from.killedWhileRunning();
    } else if (fate == Misfortune.AtMessage.RECEIVER_KILLED) {
      Server to = world.peerOf(from);
      world.trace(to, () -> "is killed while " + Words.of(message) + " is on its way");
      to.kill(false);
    }
  }

  void step() {
    steps++;
    for (Server server : world.servers()) {
      if (server.isRunning()) {
        beat(server);
      }
    }
    watchConnection();
    connect();
    probe();
  }

  private void beat(Server from) {
    Server to = world.peerOf(from);
    if (to.daemon() == null || cutFrom[from.index()]) {
      return;
    }
    if (steps % HEARTBEAT_STEPS == 0 && !world.chance().oneIn(12)) {
      to.daemon().watch().heardHeartbeat();
    }
  }

  private void watchConnection() {
    if (connection == null) {
      return;
    }
    long since = connection.cutSinceMillis(!isWhole(), world.nowMillis());
    boolean givenUp = since >= 0 && world.nowMillis() - since > GIVEN_UP_AFTER_MILLIS;
    if (givenUp && world.chance().oneIn(20)) {
      connection.breakOff("timed out");
    }
    for (Server server : world.servers()) {
      resetIfHalfOpen(server);
    }
    if (connection.isDead()) {
      connection = null;
    }
  }

  /** A kernel that knows nothing of a connection says so. */
  private void resetIfHalfOpen(Server server) {
    Server peer = world.peerOf(server);
    boolean noticed = connection.isHalfOpen(server.index()) && isWhole() && peer.isPowered();
    if (noticed && !world.chance().oneIn(2)) {
      connection.toward(server.index()).add(new Message.End("reset"));
    }
  }

  /** The second node connects, the first accepts. */
  private void connect() {
    Daemon first = reachable(world.first());
    Daemon second = reachable(world.second());
    boolean possible = first != null && second != null && isWhole() && second.session() == null;
    if (possible && !world.chance().oneIn(2)) {
      if (connection != null) {
        connection.close(1, "connects anew");
      }
      connection = new Connection(world.chance());
      first.connected(connection);
      second.connected(connection);
    }
  }

  private static Daemon reachable(Server server) {
    return server.isRunning() && server.daemon().isOpen() ? server.daemon() : null;
  }

  private void probe() {
    if (steps % PROBE_STEPS != 0 || !isWhole()) {
      return;
    }
    for (Server server : world.servers()) {
      Daemon daemon = reachable(server);
      Server peer = world.peerOf(server);
      if (daemon != null && daemon.session() == null && peer.isPowered() && peer.daemon() == null) {
        daemon.watch().refused(peer.isGuarded());
      }
    }
  }
}
