package io.lockstep.node.membership;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends heartbeats to the peer and listens to the peer's, on one thread and one UDP socket. Bad
 * datagrams are counted and otherwise without effect.
 */
public final class HeartbeatService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatService.class);

  /** A flood of datagrams must not keep this node from sending its own. */
  private static final int MAX_RECEIVED_PER_ROUND = 64;

  private final HeartbeatSettings settings;
  private final LongSupplier clock;
  private final HeartbeatCodec codec;
  private final HeartbeatSocket socket;
  private final PeerAddress address;
  private final PeerTracker tracker;
  private final HeartbeatTally tally = new HeartbeatTally();
  private final long incarnation;
  private final Thread thread;
  private volatile PeerView published;
  private volatile boolean open = true;
  private long counter;

  private HeartbeatService(HeartbeatSettings settings, LongSupplier clock, HeartbeatSocket socket) {
    long now = clock.getAsLong();
    this.settings = settings;
    this.clock = clock;
    this.socket = socket;
    this.codec = settings.codec();
    this.incarnation = new SecureRandom().nextLong(1, Long.MAX_VALUE);
    this.address = new PeerAddress(settings.peer().host(), settings.peer().heartbeatPort(), now);
    this.tracker = new PeerTracker(settings.peer().name(), incarnation);
    this.published = tracker.view();
    this.thread = Thread.ofPlatform().daemon().name("heartbeat").unstarted(this::run);
  }

  /**
   * Opens the socket and starts.
   *
   * @param clock monotonic nanoseconds, such as {@code System::nanoTime}: the domain of all times
   *     in {@link PeerView}
   * @throws IOException with one clear line if the port cannot be used
   */
  public static HeartbeatService start(HeartbeatSettings settings, LongSupplier clock)
      throws IOException {
    HeartbeatSocket socket = HeartbeatSocket.open(settings.bind());
    try {
      var service = new HeartbeatService(settings, clock, socket);
      service.thread.start();
      return service;
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** The newest view of the peer. */
  public PeerView peer() {
    return published;
  }

  public HeartbeatCounters counters() {
    return tally.snapshot();
  }

  /** The address it listens on; tells the port if the configured one was 0. */
  public InetSocketAddress localAddress() throws IOException {
    return socket.localAddress();
  }

  @Override
  public void close() {
    open = false;
    socket.wakeUp();
    join();
    try {
      socket.close();
    } catch (IOException e) {
      LOG.warn("heartbeat: closing the socket failed: {}", e.getMessage());
    }
  }

  private void join() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      beat();
    } catch (IOException | RuntimeException e) {
      LOG.error("heartbeats have ended: the peer will think that this node is dead", e);
    }
  }

  private void beat() throws IOException {
    long nextSendNanos = clock.getAsLong();
    while (open) {
      long now = clock.getAsLong();
      if (now - nextSendNanos >= 0) {
        nextSendNanos = now + nanos(settings.intervalMillis());
        send(now);
      }
      socket.await(TimeUnit.NANOSECONDS.toMillis(nextSendNanos - now));
      receive();
    }
  }

  private void send(long now) {
    InetSocketAddress target = address.current(now);
    byte[] datagram = codec.encode(heartbeat(now));
    try {
      boolean sent = target != null && socket.send(datagram, target);
      (sent ? tally.sent : tally.sendFailures).increment();
    } catch (IOException e) {
      tally.sendFailures.increment();
    }
  }

  private Heartbeat heartbeat(long now) {
    PeerView view = tracker.view();
    boolean hears =
        view.incarnation() != 0 && now - view.lastHeardNanos() <= nanos(settings.timeoutMillis());
    return new Heartbeat(
        settings.node(),
        incarnation,
        ++counter,
        now,
        hears,
        settings.guardianPort(),
        tracker.echo(),
        tracker.counter());
  }

  private void receive() {
    for (int i = 0; i < MAX_RECEIVED_PER_ROUND; i++) {
      try {
        Optional<byte[]> datagram = socket.receive();
        if (datagram.isEmpty()) {
          return;
        }
        take(datagram.get());
      } catch (IOException e) {
        return; // An ICMP error of an earlier send; the next round goes on.
      }
    }
  }

  private void take(byte[] datagram) {
    switch (codec.decode(datagram)) {
      case HeartbeatCodec.Reading.Refused(Refusal reason) -> tally.refused(reason);
      case HeartbeatCodec.Reading.Valid(Heartbeat heartbeat) ->
          tracker
              .take(heartbeat, clock.getAsLong())
              .ifPresentOrElse(tally::refused, this::accepted);
    }
  }

  private void accepted() {
    tally.accepted.increment();
    published = tracker.view();
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
