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

  @Test
  void aPrimaryThatIsCutOffIsReplaced() throws Exception {
    cutOff(Node.ALPHA, "primary cut off");
  }

  @Test
  void aPrimaryWhoseSecondaryIsCutOffGoesOn() throws Exception {
    cutOff(Node.BETA, "secondary cut off");
  }

  /** One node loses every network: the other one serves, whatever it was. */
  private void cutOff(Node lost, String what) throws Exception {
    PostgresPair postgres = PostgresPair.start(harness, "strict");
    Namespaces networks = postgres.pair().namespaces();
    long cutMillis = postgres.beginMeasuring();

    networks.cut(lost, Link.PEER);
    networks.cut(lost, Link.ARBITER);
    postgres.awaitAlone(lost.other());
    postgres.awaitMore(20);
    postgres.printPause(what, lost.other(), cutMillis);

    networks.join(lost, Link.ARBITER);
    networks.join(lost, Link.PEER);
    assertWhole(postgres, lost.other());
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

    assertWhole(postgres, serving);
  }

  /** A mirror again, with everything that was acknowledged. */
  private static void assertWhole(PostgresPair postgres, Node serving) throws Exception {
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
