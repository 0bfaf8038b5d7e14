package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkHelloTest {

  private static final LinkOptions QUICK = new LinkOptions(1_500, 50, true, 1 << 16);

  private LinkPair pair;

  @BeforeEach
  void open() throws IOException {
    pair = LinkPair.open(QUICK);
  }

  @AfterEach
  void close() {
    pair.close();
  }

  @Test
  void twoNodesWithTheSameKeyMeet() throws Exception {
    try (PeerConnection alpha = pair.connect();
        PeerConnection beta = pair.nextAccepted()) {
      Recording heard = new Recording();
      beta.start(heard);
      alpha.start(new Recording());

      assertThat(alpha.send(7, new LinkMessage.Ack(42))).isTrue();

      await().until(() -> !heard.messages.isEmpty());
      assertThat(heard.messages).containsExactly(new LinkMessage.Ack(42));
      assertThat(heard.epochs).containsExactly(7L);
      assertThat(beta.identity().peer()).isEqualTo("alpha");
    }
  }

  @Test
  void anotherKeyIsRefusedOnBothSides() throws Exception {
    LinkIdentity stranger = new LinkIdentity("c", LinkPair.key(8), "db", "alpha", "beta", "");

    assertRejected(pair.connect(stranger), RejectCode.KEY);
    assertThat(pair.refused.poll(5, TimeUnit.SECONDS)).isEqualTo(RejectCode.KEY);
    assertThat(pair.accepted).isEmpty();
  }

  @Test
  void aListenerWithAnotherKeyIsRefusedByTheConnector() throws Exception {
    pair.listener.register(
        new LinkIdentity("c", LinkPair.key(9), "db", "beta", "alpha", ""),
        new LinkListener.Acceptor() {
          @Override
          public void accepted(PeerConnection connection) {
            connection.close();
          }

          @Override
          public void refused(RejectCode code, String why) {
            pair.refused.add(code);
          }
        });
    assertRejected(pair.connect(LinkPair.alpha()), RejectCode.KEY);
  }

  @Test
  void anotherClusterModuleOrNodeIsRefused() {
    assertRejected(
        pair.connect(new LinkIdentity("d", LinkPair.KEY, "db", "alpha", "beta", "")),
        RejectCode.CLUSTER);
    assertRejected(
        pair.connect(new LinkIdentity("c", LinkPair.KEY, "mail", "alpha", "beta", "")),
        RejectCode.MODULE);
    assertRejected(
        pair.connect(new LinkIdentity("c", LinkPair.KEY, "db", "gamma", "beta", "")),
        RejectCode.NODE);
  }

  private static void assertRejected(ConnectResult result, RejectCode code) {
    assertThat(result)
        .isInstanceOfSatisfying(
            ConnectResult.Rejected.class,
            rejected -> {
              assertThat(rejected.code()).isEqualTo(code);
              assertThat(rejected.why()).isNotBlank().doesNotContain("\n");
            });
  }

  @Test
  void aPortWithoutListenerIsADeadProcess() throws IOException {
    InetSocketAddress address;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    assertThat(LinkConnector.connect(LinkPair.alpha(), address, 1_000, QUICK))
        .isInstanceOf(ConnectResult.Refused.class);
  }

  @Test
  void aListenerThatSaysNothingIsUnreachable() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) silent.getLocalSocketAddress();
      assertThat(LinkConnector.connect(LinkPair.alpha(), address, 1_000, QUICK))
          .isInstanceOf(ConnectResult.Unreachable.class);
    }
  }

  @Test
  void aCallerThatSaysNothingIsTurnedAwayAndDoesNotKeepThePeerOut() throws Exception {
    try (Socket silent = new Socket()) {
      silent.connect(pair.listener.address());
      try (PeerConnection alpha = pair.connect()) {
        assertThat(alpha.isOpen()).isTrue();
      }
      silent.setSoTimeout(5_000);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void rubbishNeverKillsTheListener() throws Exception {
    Random random = new Random(4711);
    for (int i = 0; i < 60; i++) {
      sendRubbish(random);
    }
    await().atMost(Duration.ofSeconds(5)).untilAsserted(this::assertPeerGetsIn);
  }

  private void assertPeerGetsIn() {
    ConnectResult result = pair.connect(LinkPair.alpha());
    assertThat(result).isInstanceOf(ConnectResult.Connected.class);
    ((ConnectResult.Connected) result).connection().close();
  }

  /** Random bytes, or a real Hello with some bytes changed. */
  private void sendRubbish(Random random) throws IOException {
    byte[] bytes =
        LinkCodec.encode(0, new LinkMessage.Hello(1, 1, "c", "db", "alpha", "", new byte[32]));
    if (random.nextBoolean()) {
      bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
    } else {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    try (Socket socket = new Socket()) {
      socket.connect(pair.listener.address());
      socket.getOutputStream().write(bytes);
    }
  }
}
