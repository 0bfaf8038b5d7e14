package io.lockstep.node.replication;

import io.lockstep.node.replication.LinkMessage.Hello;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proofs that a node holds the cluster key: HMAC-SHA256 (RFC 2104) over both hellos and who speaks.
 * Both nonces make a proof good for one connection only; the direction keeps a node from being
 * answered with its own proof.
 */
final class LinkProof {

  /** Which end of the connection proves. */
  enum Side {
    CONNECTOR,
    LISTENER
  }

  private static final String ALGORITHM = "HmacSHA256";
  private static final String PURPOSE = "lockstep link 1";

  private LinkProof() {}

  static byte[] compute(byte[] key, Side prover, int protocol, Hello connector, Hello listener) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      field(mac, PURPOSE.getBytes(StandardCharsets.US_ASCII));
      field(mac, prover.name().getBytes(StandardCharsets.US_ASCII));
      field(mac, ByteBuffer.allocate(Integer.BYTES).putInt(protocol).array());
      hello(mac, connector);
      hello(mac, listener);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Compares in a time that does not depend on where two proofs differ. */
  static boolean matches(byte[] expected, byte[] found) {
    return MessageDigest.isEqual(expected, found);
  }

  private static void hello(Mac mac, Hello hello) {
    field(mac, hello.nonce());
    field(mac, hello.cluster().getBytes(StandardCharsets.UTF_8));
    field(mac, hello.module().getBytes(StandardCharsets.UTF_8));
    field(mac, hello.node().getBytes(StandardCharsets.UTF_8));
    field(mac, hello.exclusion().getBytes(StandardCharsets.UTF_8));
  }

  /** With its length, so that no two sequences of fields look alike. */
  private static void field(Mac mac, byte[] value) {
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
    mac.update(value);
  }
}
