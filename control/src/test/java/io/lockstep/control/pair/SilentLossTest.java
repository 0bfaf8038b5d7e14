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

  private PostgresPair postgres;
  private Namespaces networks;

  /** One after the other, each time with alpha as primary; beta is the node that is left once. */
  @Test
  void exactlyOneServesAndNothingIsLostWhateverIsCut() throws Exception {
    postgres = PostgresPair.start(harness, "strict");
    networks = postgres.pair().namespaces();
    aPrimaryWhoseSecondaryIsCutOffGoesOn();
    aPrimaryThatIsCutOffIsReplaced();
    postgres.swap(Node.BETA);
    Node serving = nodesThatOnlySeeTheArbiterDoNotBothServe();
    postgres.assertNothingLost(serving);
    postgres.assertSoundCopies(serving);
  }

  private void aPrimaryWhoseSecondaryIsCutOffGoesOn() throws Exception {
    cutOff(Node.BETA, "secondary cut off");
  }

  private void aPrimaryThatIsCutOffIsReplaced() throws Exception {
    cutOff(Node.ALPHA, "primary cut off");
  }

  /** One node loses every network: the other one serves, whatever it was. */
  private void cutOff(Node lost, String what) throws Exception {
    long cutMillis = postgres.beginMeasuring();
    networks.cut(lost, Link.PEER);
    networks.cut(lost, Link.ARBITER);
    postgres.awaitAlone(lost.other());
    postgres.awaitMore(20);
    postgres.printPause(what, lost.other(), cutMillis);

    networks.join(lost, Link.ARBITER);
    networks.join(lost, Link.PEER);
    assertGoesOn(lost.other());
  }

  /** The nodes do not see each other, but both see the arbiter: exactly one serves. */
  private Node nodesThatOnlySeeTheArbiterDoNotBothServe() throws Exception {
    long cutMillis = postgres.beginMeasuring();
    // Only what alpha sends is lost: one direction is enough, and harder to see.
    networks.mute(Node.ALPHA, Link.PEER);
    postgres.awaitMore(20);
    Node serving = serving();
    postgres.printPause("one direction between the nodes", serving, cutMillis);
    networks.unmute(Node.ALPHA, Link.PEER);
    assertGoesOn(serving);
    return serving;
  }

  /** A mirror again, and clients commit. */
  private void assertGoesOn(Node serving) {
    postgres.awaitMirrored(serving);
    postgres.awaitMore(20);
  }

  private Node serving() {
    boolean alpha = isAlone(Node.ALPHA);
    boolean beta = isAlone(Node.BETA);
    assertThat(alpha).as("alpha serves").isNotEqualTo(beta);
    return alpha ? Node.ALPHA : Node.BETA;
  }

  private boolean isAlone(Node node) {
    return postgres.pair().node(node).status().orElseThrow().role() == Role.ALONE;
  }
}
