package io.lockstep.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lockstep.node.config.NodeConfig;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatServiceTest {

  private static final byte[] KEY = new byte[32];
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @AfterEach
  void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @Test
  void twoNodesSeeEachOther() throws IOException {
    Pair pair = pair(System::nanoTime);
    await().until(() -> pair.alpha().peer().heardUs() && pair.beta().peer().heardUs());
    assertThat(pair.alpha().counters().accepted()).isPositive();
  }

  @Test
  void aRestartedDaemonIsHeardAgainAsAnother() throws Exception {
    Pair pair = pair(System::nanoTime);
    await().until(() -> pair.alpha().peer().heardUs());
    long before = pair.alpha().peer().incarnation();
    pair.beta().close();
    HeartbeatService again =
        start("beta", pair.betaPort(), "alpha", pair.alphaPort(), System::nanoTime);
    await().until(() -> pair.alpha().peer().incarnation() != before && again.peer().heardUs());
  }

  @Test
  void forgedAndRepeatedDatagramsAreCountedAndNothingElse() throws IOException {
    HeartbeatService alpha = start("alpha", 0, "beta", 1, System::nanoTime);
    Heartbeat heartbeat = new Heartbeat("beta", 7, 1, 0, true, 0, 0, 0);
    byte[] valid = new HeartbeatCodec("test", KEY).encode(heartbeat);
    byte[] forged = valid.clone();
    forged[20]++;
    byte[] other = new HeartbeatCodec("other", KEY).encode(heartbeat);
    byte[] ownName =
        new HeartbeatCodec("test", KEY).encode(new Heartbeat("alpha", 8, 1, 0, true, 0, 0, 0));
    send(alpha, forged, other, ownName, new byte[0], new byte[9000], valid, valid);
    await().until(() -> alpha.counters().refused().getOrDefault(Refusal.UNCONFIRMED, 0L) == 2);
    assertThat(alpha.counters().refused())
        .containsEntry(Refusal.FORGED, 1L)
        .containsEntry(Refusal.OTHER_CLUSTER, 1L)
        .containsEntry(Refusal.OTHER_SENDER, 1L)
        .containsEntry(Refusal.MALFORMED, 2L);
    assertThat(alpha.peer().lastHeardNanos()).isZero();
    assertThat(alpha.counters().accepted()).isZero();
  }

  @Test
  void aPortInUseIsToldInOneLine() throws IOException {
    HeartbeatService first = start("alpha", 0, "beta", 1, System::nanoTime);
    int port = first.localAddress().getPort();
    assertThatThrownBy(() -> start("alpha", port, "beta", 1, System::nanoTime))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "heartbeat-port (UDP): localhost:" + port + " is in use by another program")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aTimeoutOfLessThanThreeIntervalsIsRefused() {
    assertThatThrownBy(() -> settings("alpha", 0, "beta", 1, 20, 59))
        .hasMessageContaining("at least three intervals, found interval 20 ms and timeout 59 ms");
  }

  private record Pair(HeartbeatService alpha, int alphaPort, HeartbeatService beta, int betaPort) {}

  private Pair pair(LongSupplier clock) throws IOException {
    int alphaPort = freePort();
    int betaPort = freePort();
    return new Pair(
        start("alpha", alphaPort, "beta", betaPort, clock),
        alphaPort,
        start("beta", betaPort, "alpha", alphaPort, clock),
        betaPort);
  }

  private HeartbeatService start(
      String node, int port, String peer, int peerPort, LongSupplier clock) throws IOException {
    HeartbeatService service =
        HeartbeatService.start(settings(node, port, peer, peerPort, 20, 5000), clock);
    opened.push(service);
    return service;
  }

  private static HeartbeatSettings settings(
      String node, int port, String peer, int peerPort, long interval, long timeout) {
    return new HeartbeatSettings(
        new HeartbeatCodec("test", KEY),
        node,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        new NodeConfig.Node(peer, "127.0.0.1", 1, peerPort),
        0,
        interval,
        timeout);
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void send(HeartbeatService to, byte[]... datagrams) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      for (byte[] datagram : datagrams) {
        socket.send(new DatagramPacket(datagram, datagram.length, to.localAddress()));
      }
    }
  }
}
