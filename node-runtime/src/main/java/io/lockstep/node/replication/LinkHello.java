package io.lockstep.node.replication;

import io.lockstep.node.replication.LinkMessage.Hello;
import io.lockstep.node.replication.LinkMessage.Proof;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Function;

/**
 * Mutual authentication: both sides say who they are with a fresh nonce, the connector proves first
 * that it holds the key, then the listener. The listener thus computes nothing that could help a
 * stranger before it has seen a proof.
 */
final class LinkHello {

  /** The protocol versions this node speaks. */
  static final int PROTOCOL_MIN = 1;

  static final int PROTOCOL_MAX = 1;

  private static final SecureRandom RANDOM = new SecureRandom();

  private LinkHello() {}

  /** The connecting side. Returns when both have proved themselves. */
  static void initiate(HelloChannel channel, LinkIdentity self) throws IOException, HelloException {
    Hello mine = helloOf(self);
    channel.write(mine);
    Hello theirs = channel.expect(Hello.class);
    checkPeer(self, mine, theirs);
    int protocol = protocol(theirs);
    channel.write(new Proof(proof(self, LinkProof.Side.CONNECTOR, protocol, mine, theirs)));
    byte[] expected = proof(self, LinkProof.Side.LISTENER, protocol, mine, theirs);
    checkProof(expected, channel.expect(Proof.class));
  }

  /** The listening side: the identity that was asked for, found through its module's name. */
  static LinkIdentity answer(
      HelloChannel channel, Function<String, Optional<LinkIdentity>> identities)
      throws IOException, HelloException {
    Hello theirs = channel.expect(Hello.class);
    LinkIdentity self =
        identities.apply(theirs.module()).orElseThrow(() -> unknownModule(theirs.module()));
    Hello mine = helloOf(self);
    checkPeer(self, mine, theirs);
    int protocol = protocol(theirs);
    channel.write(mine);
    byte[] expected = proof(self, LinkProof.Side.CONNECTOR, protocol, theirs, mine);
    checkProof(expected, channel.expect(Proof.class));
    channel.write(new Proof(proof(self, LinkProof.Side.LISTENER, protocol, theirs, mine)));
    return self;
  }

  private static Hello helloOf(LinkIdentity self) {
    byte[] nonce = new byte[LinkCodec.SECRET_BYTES];
    RANDOM.nextBytes(nonce);
    return new Hello(
        PROTOCOL_MIN,
        PROTOCOL_MAX,
        self.cluster(),
        self.module(),
        self.node(),
        self.exclusion(),
        nonce);
  }

  private static byte[] proof(
      LinkIdentity self, LinkProof.Side side, int protocol, Hello connector, Hello listener) {
    return LinkProof.compute(self.clusterKey(), side, protocol, connector, listener);
  }

  private static void checkPeer(LinkIdentity self, Hello mine, Hello theirs) throws HelloException {
    require(self.cluster(), theirs.cluster(), RejectCode.CLUSTER);
    require(self.module(), theirs.module(), RejectCode.MODULE);
    require(self.peer(), theirs.node(), RejectCode.NODE);
    require(patterns(self.exclusion()), patterns(theirs.exclusion()), RejectCode.EXCLUSION);
    if (LinkProof.matches(mine.nonce(), theirs.nonce())) {
      throw HelloException.here(RejectCode.KEY, "the peer repeats this node's own hello");
    }
  }

  private static String patterns(String lines) {
    return "[" + lines.replace("\n", ", ") + "]";
  }

  private static void require(String expected, String found, RejectCode code)
      throws HelloException {
    if (!expected.equals(found)) {
      String what = code.name().toLowerCase(java.util.Locale.ROOT);
      throw HelloException.here(
          code,
          what
              + ": expected "
              + expected
              + ", found "
              + found
              + "; compare both nodes'"
              + " configuration");
    }
  }

  private static int protocol(Hello theirs) throws HelloException {
    int highest = Math.min(PROTOCOL_MAX, theirs.protocolMax());
    if (highest < Math.max(PROTOCOL_MIN, theirs.protocolMin())) {
      throw HelloException.here(
          RejectCode.VERSION,
          "protocol: expected "
              + PROTOCOL_MIN
              + " to "
              + PROTOCOL_MAX
              + ", found "
              + theirs.protocolMin()
              + " to "
              + theirs.protocolMax()
              + "; update the older node");
    }
    return highest;
  }

  private static void checkProof(byte[] expected, Proof found) throws HelloException {
    if (!LinkProof.matches(expected, found.mac())) {
      throw HelloException.here(
          RejectCode.KEY, "the cluster keys of the two nodes differ; copy one to both");
    }
  }

  private static HelloException unknownModule(String module) {
    return HelloException.here(
        RejectCode.MODULE, "module " + module + " is not started on this node");
  }
}
