package io.lockstep.control.badinput;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.demo.NodeProcess;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.node.replication.LinkCodec;
import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.role.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Peers that are none, and what both users see of it. */
@Timeout(180)
class BadPeerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();
  private PairFolder pair;

  @BeforeEach
  void prepare() throws Exception {
    pair = PairFolder.create(harness);
  }

  @Test
  void aPeerOfAnotherClusterIsToldOnceOnBothSides() throws Exception {
    pair.change("beta", "name: demo, key-file", "name: other, key-file");
    NodeProcess alpha = pair.start("alpha");
    alpha.await("a listener", status -> status.role() == Role.WAIT, LIMIT);
    NodeProcess beta = pair.start("beta");
    String why = "cluster: expected demo, found other; compare both nodes' configuration";

    await().atMost(LIMIT).until(() -> refusals(alpha).equals(List.of(why)));
    await()
        .atMost(LIMIT)
        .until(() -> refusals(beta).equals(List.of("refused by the peer: " + why)));

    // The nodes go on trying, once a second; the history does not grow.
    await()
        .during(Duration.ofSeconds(3))
        .atMost(LIMIT)
        .until(() -> refusals(alpha).size() == 1 && refusals(beta).size() == 1);
    for (NodeProcess node : List.of(alpha, beta)) {
      assertThat(node.status())
          .hasValueSatisfying(status -> assertThat(status.role()).isEqualTo(Role.WAIT));
      assertThat(pair.log(node.name())).contains(why).doesNotContain("\tat ");
    }
  }

  @Test
  void bothSidesHoldingDataAtTheFirstStartWaitForAHuman() throws Exception {
    Files.writeString(pair.data("alpha").resolve("file"), "of alpha");
    Files.writeString(pair.data("beta").resolve("file"), "of beta");

    for (NodeProcess node : List.of(pair.start("alpha"), pair.start("beta"))) {
      node.await(
          "the reason",
          status ->
              status.role() == Role.WAIT
                  && status
                      .reason()
                      .startsWith("first start and the directories are not empty on both nodes: "),
          LIMIT);
    }

    for (String node : List.of("alpha", "beta")) {
      assertThat(pair.state(node).resolve("modules/demo/backing/0/file")).hasContent("of " + node);
      assertThat(pair.log(node)).doesNotContain("\tat ");
    }
  }

  @Test
  void strangersAreToldWhatIsWrongAndChangeNothing() throws Exception {
    NodeProcess alpha = pair.start("alpha");
    alpha.await("a listener", status -> status.role() == Role.WAIT, LIMIT);

    byte[] hello = hello(1, 1);
    hello[8] = 2;
    String version = "frame version: expected 1, found 2; update the older node";
    assertThat(answerTo(hello)).contains(version);
    await().atMost(LIMIT).until(() -> pair.log("alpha").contains(version));

    hello = hello(1, 1);
    hello[60] ^= 1;
    assertThat(answerTo(hello)).contains("frame checksum: expected ");
    byte[] header = Arrays.copyOf(hello(1, 1), 40);
    header[0] = 7;
    assertThat(answerTo(header)).contains("frame length: expected 40 to ", ", found 7");

    String protocol = "protocol: expected 1 to 1, found 2 to 3; update the older node";
    assertThat(answerTo(hello(2, 3))).contains(protocol);
    await().atMost(LIMIT).until(() -> refusals(alpha).equals(List.of(protocol)));
    byte[] http = "GET / HTTP/1.1\r\nHost: 192.0.2.10:7410\r\n\r\n".getBytes(US_ASCII);
    assertThat(answerTo(Arrays.copyOf(http, 40))).contains("frame length: expected 40 to ");

    assertThat(alpha.status())
        .hasValueSatisfying(status -> assertThat(status.role()).isEqualTo(Role.WAIT));
    assertThat(pair.log("alpha")).doesNotContain("\tat ");
  }

  private static byte[] hello(int protocolMin, int protocolMax) {
    return LinkCodec.encode(
        0,
        new LinkMessage.Hello(
            protocolMin, protocolMax, "demo", PairFolder.MODULE, "beta", "", new byte[32]));
  }

  /** Everything alpha sends until it closes. */
  private String answerTo(byte[] sent) throws IOException {
    int port = pair.replicationPort("alpha");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      socket.getOutputStream().write(sent);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static List<Object> refusals(NodeProcess node) {
    if (node.status().isEmpty()) {
      return List.of();
    }
    NodeClient client = node.client();
    return client.events(EventQuery.all().type("peer.refused")).events().stream()
        .map(event -> event.facts().get("reason"))
        .toList();
  }
}
