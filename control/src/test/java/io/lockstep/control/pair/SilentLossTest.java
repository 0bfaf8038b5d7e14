package io.lockstep.control.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces;
import io.lockstep.control.testkit.Namespaces.Link;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.PostgresPair;
import io.lockstep.node.role.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Networks that go down without anybody having died: the arbiter decides, one node serves, and what
 * was acknowledged is there afterwards. Prints how long no client had an answer.
 */
class SilentLossTest {
  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  /** The primary loses every network: its peer serves. */
  @Test
  void aPrimaryThatIsCutOffIsReplaced() throws Exception {
    PostgresPair postgres = PostgresPair.start(harness, "strict");
    Namespaces networks = postgres.pair().namespaces();
    long cutMillis = postgres.beginMeasuring();

    networks.cut(Node.ALPHA, Link.PEER);
    networks.cut(Node.ALPHA, Link.ARBITER);
    postgres.awaitAlone(Node.BETA);
    postgres.awaitMore(20);
    postgres.printPause("primary cut off", Node.BETA, cutMillis);

    networks.join(Node.ALPHA, Link.ARBITER);
    networks.join(Node.ALPHA, Link.PEER);
    postgres.awaitMirrored(Node.BETA);
    postgres.awaitMore(20);
    postgres.assertNothingLost(Node.BETA);
    postgres.assertSoundCopies(Node.BETA);
  }

  /** The secondary loses every network: the primary goes on alone. */
  @Test
  void aPrimaryWhoseSecondaryIsCutOffGoesOn() throws Exception {
    PostgresPair postgres = PostgresPair.start(harness, "strict");
    Namespaces networks = postgres.pair().namespaces();
    long cutMillis = postgres.beginMeasuring();

    networks.cut(Node.BETA, Link.PEER);
    networks.cut(Node.BETA, Link.ARBITER);
    postgres.awaitAlone(Node.ALPHA);
    postgres.awaitMore(20);
    postgres.printPause("secondary cut off", Node.ALPHA, cutMillis);

    networks.join(Node.BETA, Link.ARBITER);
    networks.join(Node.BETA, Link.PEER);
    postgres.awaitMirrored(Node.ALPHA);
    postgres.awaitMore(20);
    postgres.assertNothingLost(Node.ALPHA);
    postgres.assertSoundCopies(Node.ALPHA);
  }

  /** The nodes do not see each other, but both see the arbiter: exactly one serves. */
  @Test
  void nodesThatOnlySeeTheArbiterDoNotBothServe() throws Exception {
    PostgresPair postgres = PostgresPair.start(harness, "strict");
    Namespaces networks = postgres.pair().namespaces();
    long cutMillis = postgres.beginMeasuring();

    // Only what alpha sends is lost: one direction is enough, and harder to see.
    networks.mute(Node.ALPHA, Link.PEER);
    postgres.awaitMore(20);
    Node serving = serving(postgres);
    postgres.printPause("one direction between the nodes", serving, cutMillis);
    networks.unmute(Node.ALPHA, Link.PEER);

    postgres.awaitMirrored(serving);
    postgres.awaitMore(20);
    postgres.assertNothingLost(serving);
    postgres.assertSoundCopies(serving);
  }

  private static Node serving(PostgresPair postgres) {
    boolean alpha = isAlone(postgres, Node.ALPHA);
    boolean beta = isAlone(postgres, Node.BETA);
    assertThat(alpha).as("alpha serves").isNotEqualTo(beta);
    return alpha ? Node.ALPHA : Node.BETA;
  }

  private static boolean isAlone(PostgresPair postgres, Node node) {
    return postgres.pair().node(node).status().orElseThrow().role() == Role.ALONE;
  }
}
