package io.lockstep.node.module;

import io.lockstep.node.membership.ReconnectProbe;
import io.lockstep.node.replication.ConnectResult;
import io.lockstep.node.replication.LinkConnector;
import io.lockstep.node.replication.LinkIdentity;
import io.lockstep.node.replication.LinkListener;
import io.lockstep.node.replication.LinkOptions;
import io.lockstep.node.replication.PeerConnection;
import io.lockstep.node.replication.RejectCode;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Keeps the connection of one module to its peer. The node that comes second in the configuration
 * connects, the first one accepts; while there is no connection both look whether the peer's host
 * refuses connections, which proves that its daemon is gone. One thread of its own; the rest is
 * safe for all threads.
 */
final class LinkKeeper implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MILLIS = 1000;
  private static final long RETRY_MILLIS = 100;
  private static final long TURNED_AWAY_RETRY_MILLIS = 300;

  /** What the keeper tells its module; called on several threads. */
  interface Watcher {
    /** The connection is not started yet. */
    void connected(PeerConnection connection);

    /** A connection has ended; also one that this node has left before, on whatever thread. */
    void lost(PeerConnection connection, String why);

    /** The peer's host refused a connection: something new to judge. */
    void refused();

    /** The peer, or this node, turned the other away. */
    void turnedAway(String why);
  }

  private final LinkIdentity identity;
  private final InetSocketAddress peer;
  private final boolean connects;
  private final IntSupplier guardianPort;
  private final LinkListener listener;
  private final LinkOptions options;
  private final Watcher watcher;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private PeerConnection current;
  private boolean ending;
  private String turnedAwayFor = "";
  private volatile long closedNanos;
  private volatile long refusedNanos;
  private volatile long guardianNanos;

  LinkKeeper(
      LinkIdentity identity,
      InetSocketAddress peer,
      boolean connects,
      IntSupplier guardianPort,
      LinkListener listener,
      LinkOptions options,
      Watcher watcher) {
    this.identity = identity;
    this.peer = peer;
    this.connects = connects;
    this.guardianPort = guardianPort;
    this.listener = listener;
    this.options = options;
    this.watcher = watcher;
    this.thread = Thread.ofPlatform().name("link-" + identity.module()).unstarted(this::loop);
  }

  void start() {
    listener.register(identity, new Arrivals());
    thread.start();
  }

  Optional<PeerConnection> current() {
    lock.lock();
    try {
      return Optional.ofNullable(current);
    } finally {
      lock.unlock();
    }
  }

  /** When the last connection ended, 0 while there is one. */
  long closedNanos() {
    return closedNanos;
  }

  long refusedNanos() {
    return refusedNanos;
  }

  /** When the peer's host last refused a connection while the peer's guardian answered. */
  long guardianNanos() {
    return guardianNanos;
  }

  long lastReceivedNanos() {
    return current().map(PeerConnection::lastReceivedNanos).orElse(0L);
  }

  /** Ends the connection by this node's own decision. */
  void disconnect() {
    forget(null).ifPresent(PeerConnection::close);
  }

  /** From the handler of a connection that has ended. */
  void ended(PeerConnection connection, String why) {
    forget(connection);
    // Whoever has closed it: a session may have begun on it at that very moment.
    watcher.lost(connection, why);
  }

  private Optional<PeerConnection> forget(PeerConnection only) {
    lock.lock();
    try {
      if (current == null || (only != null && current != only)) {
        return Optional.empty();
      }
      PeerConnection gone = current;
      current = null;
      closedNanos = System.nanoTime();
      changed.signalAll();
      return Optional.of(gone);
    } finally {
      lock.unlock();
    }
  }

  private void adopt(PeerConnection connection) {
    // A peer that connects anew has given the old connection up, even if this host has not noticed
    // yet.
    forget(null)
        .ifPresent(
            old -> {
              watcher.lost(old, "the peer connected anew");
              old.close();
            });
    lock.lock();
    try {
      if (ending) {
        connection.close();
        return;
      }
      current = connection;
      closedNanos = 0;
      turnedAwayFor = "";
    } finally {
      lock.unlock();
    }
    watcher.connected(connection);
  }

  /** Said once for each reason: attempts go on several times a second. */
  private void turnedAway(String why) {
    lock.lock();
    try {
      if (why.equals(turnedAwayFor)) {
        return;
      }
      turnedAwayFor = why;
    } finally {
      lock.unlock();
    }
    watcher.turnedAway(why);
  }

  private void loop() {
    while (awaitNeed()) {
      pause(connects ? connect() : probe());
    }
  }

  /** Waits until there is no connection; false when the keeper ends. */
  private boolean awaitNeed() {
    lock.lock();
    try {
      while (!ending && current != null) {
        changed.awaitUninterruptibly();
      }
      return !ending;
    } finally {
      lock.unlock();
    }
  }

  private long connect() {
    ConnectResult result = LinkConnector.connect(identity, peer, CONNECT_TIMEOUT_MILLIS, options);
    return switch (result) {
      case ConnectResult.Connected connected -> {
        adopt(connected.connection());
        yield 0;
      }
      case ConnectResult.Refused refused -> noteRefused();
      case ConnectResult.Unreachable unreachable -> RETRY_MILLIS;
      case ConnectResult.Rejected rejected -> {
        turnedAway(rejected.why());
        yield TURNED_AWAY_RETRY_MILLIS;
      }
    };
  }

  private long probe() {
    return ReconnectProbe.probe(peer, CONNECT_TIMEOUT_MILLIS) == ReconnectProbe.Answer.REFUSED
        ? noteRefused()
        : RETRY_MILLIS;
  }

  /** A daemon that its guardian starts again is not gone. */
  private long noteRefused() {
    int port = guardianPort.getAsInt();
    ReconnectProbe.Answer guardian =
        port == 0
            ? ReconnectProbe.Answer.REFUSED
            : ReconnectProbe.probe(
                new InetSocketAddress(peer.getHostString(), port), CONNECT_TIMEOUT_MILLIS);
    switch (guardian) {
      case REFUSED -> refusedNanos = System.nanoTime();
      case CONNECTED -> guardianNanos = System.nanoTime();
      case SILENT -> {
        // Says nothing about the guardian; the peer's silence counts.
      }
    }
    watcher.refused();
    return RETRY_MILLIS;
  }

  private void pause(long millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!ending && current == null && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      ending = true;
    } finally {
      lock.unlock();
    }
  }

  /** Stops looking for the peer and ends the connection. */
  @Override
  public void close() {
    listener.unregister(identity.module());
    lock.lock();
    try {
      ending = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    disconnect();
    join();
  }

  private void join() {
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Connections that the peer makes. */
  private final class Arrivals implements LinkListener.Acceptor {
    @Override
    public void accepted(PeerConnection connection) {
      adopt(connection);
    }

    @Override
    public void refused(RejectCode code, String why) {
      turnedAway(why);
    }
  }
}
