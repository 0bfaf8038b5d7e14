package io.lockstep.control.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.Namespaces.Link;
import io.lockstep.control.testkit.Namespaces.Node;
import java.util.List;
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
    assertThat(reaches(Node.ALPHA, beta)).isTrue();
    assertThat(reaches(Node.ALPHA, arbiter)).isTrue();
    assertThat(reaches(Node.BETA, arbiter)).isTrue();

    namespaces.cut(Node.ALPHA, Link.PEER);
    assertThat(reaches(Node.ALPHA, beta)).isFalse();
    assertThat(reaches(Node.ALPHA, arbiter)).isTrue();

    namespaces.join(Node.ALPHA, Link.PEER);
    assertThat(reaches(Node.ALPHA, beta)).isTrue();
  }

  @Test
  void aMutedNodeReachesNobodyOnThatNetwork() throws Exception {
    namespaces.mute(Node.ALPHA, Link.PEER);
    assertThat(reaches(Node.ALPHA, namespaces.peerHost(Node.BETA))).isFalse();
    assertThat(reaches(Node.ALPHA, namespaces.arbiterHost())).isTrue();

    namespaces.unmute(Node.ALPHA, Link.PEER);
    assertThat(reaches(Node.ALPHA, namespaces.peerHost(Node.BETA))).isTrue();
  }

  @Test
  void thisHostReachesBothNodesAndTheArbiter() throws Exception {
    for (String host :
        List.of(
            namespaces.apiHost(Node.ALPHA),
            namespaces.apiHost(Node.BETA),
            namespaces.arbiterHost())) {
      assertThat(refuses(Commands.run(connect(host)))).as(host).isTrue();
    }
  }

  /** Nobody listens there: a refusal is an answer, silence is not. */
  private boolean reaches(Node from, String host) throws Exception {
    return refuses(Commands.run(namespaces.inside(from, connect(host))));
  }

  private static List<String> connect(String host) {
    return List.of("timeout", "1", "bash", "-c", "exec 3<>/dev/tcp/" + host + "/9");
  }

  private static boolean refuses(Commands.Result result) {
    return result.output().contains("refused");
  }
}
