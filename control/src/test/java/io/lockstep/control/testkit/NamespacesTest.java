package io.lockstep.control.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.Namespaces.Link;
import io.lockstep.control.testkit.Namespaces.Node;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespacesTest {
  private Namespaces namespaces;

  @BeforeEach
  void create() throws Exception {
    namespaces = Namespaces.create();
  }

  @AfterEach
  void remove() throws Exception {
    namespaces.close();
  }

  @Test
  void nodesReachEachOtherAndTheArbiterUntilALinkIsCut() throws Exception {
    String beta = namespaces.peerHost(Node.BETA);
    String arbiter = namespaces.arbiterHost();
    awaitReach(Node.ALPHA, beta);
    awaitReach(Node.ALPHA, arbiter);
    awaitReach(Node.BETA, arbiter);

    namespaces.cut(Node.ALPHA, Link.PEER);
    assertThat(reaches(Node.ALPHA, beta)).isFalse();
    awaitReach(Node.ALPHA, arbiter);

    namespaces.join(Node.ALPHA, Link.PEER);
    awaitReach(Node.ALPHA, beta);
  }

  @Test
  void aMutedNodeReachesNobodyOnThatNetwork() throws Exception {
    namespaces.mute(Node.ALPHA, Link.PEER);
    assertThat(reaches(Node.ALPHA, namespaces.peerHost(Node.BETA))).isFalse();
    awaitReach(Node.ALPHA, namespaces.arbiterHost());

    namespaces.unmute(Node.ALPHA, Link.PEER);
    awaitReach(Node.ALPHA, namespaces.peerHost(Node.BETA));
  }

  @Test
  void thisHostReachesBothNodesAndTheArbiter() throws Exception {
    for (String host :
        List.of(
            namespaces.apiHost(Node.ALPHA),
            namespaces.apiHost(Node.BETA),
            namespaces.arbiterHost())) {
      awaitRefusal(connect(host));
    }
  }

  /** Nobody listens there: a refusal is an answer, silence is not. */
  private boolean reaches(Node from, String host) throws Exception {
    return refuses(Commands.run(namespaces.inside(from, connect(host))));
  }

  /** A link that has just come up loses the first packets. */
  private void awaitReach(Node from, String host) {
    awaitRefusal(namespaces.inside(from, connect(host)));
  }

  private static void awaitRefusal(List<String> connect) {
    Awaitility.await(String.join(" ", connect))
        .atMost(Duration.ofSeconds(30))
        .until(() -> refuses(Commands.run(connect)));
  }

  private static List<String> connect(String host) {
    return List.of("timeout", "1", "bash", "-c", "exec 3<>/dev/tcp/" + host + "/9");
  }

  private static boolean refuses(Commands.Result result) {
    return result.output().contains("refused");
  }
}
