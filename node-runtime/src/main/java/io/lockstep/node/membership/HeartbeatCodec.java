package io.lockstep.node.membership;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Heartbeats as datagrams. Immutable; safe for all threads.
 *
 * <pre>
 * big-endian (network order)
 *  0  4  magic "LKHB"
 *  4  1  version 2
 *  5  1  flags: 1 hears the peer
 *  6  2  length of the whole datagram
 *  8  8  the first bytes of SHA-256 of the cluster's name
 * 16  .  the heartbeat: see {@link HeartbeatBody}
 *  .  32 HMAC-SHA256 (RFC 2104) of all bytes before
 * </pre>
 *
 * The MAC's key is itself an HMAC of the cluster key, so that no other use of that key can be made
 * to produce a valid heartbeat.
 */
public final class HeartbeatCodec {

  /** Header, fields and MAC take 91 bytes; the rest is the sender's name. Far below any MTU. */
  public static final int MAX_BYTES = 256;

  /** Of the name of a node, in UTF-8. */
  public static final int MAX_NAME_BYTES = 64;

  static final int FLAG_HEARS_PEER = 1;

  private static final int MAGIC = 0x4c4b4842;
  private static final byte VERSION = 2;
  private static final int HEADER_BYTES = 16;
  private static final int MAC_BYTES = 32;
  private static final int MIN_KEY_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PURPOSE = "lockstep heartbeat 1";

  private final long clusterHash;
  private final SecretKeySpec key;

  /**
   * A codec for one cluster.
   *
   * @throws IllegalArgumentException if the key is shorter than 32 bytes
   */
  public HeartbeatCodec(String cluster, byte[] clusterKey) {
    if (clusterKey.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException(
          "cluster key: expected at least 32 bytes, found " + clusterKey.length);
    }
    this.clusterHash = hash(cluster);
    byte[] purpose = PURPOSE.getBytes(StandardCharsets.UTF_8);
    byte[] derived = mac(new SecretKeySpec(clusterKey, ALGORITHM), purpose, purpose.length);
    this.key = new SecretKeySpec(derived, ALGORITHM);
  }

  /**
   * The datagram.
   *
   * @throws IllegalArgumentException if the name is beyond its bound
   */
  public byte[] encode(Heartbeat heartbeat) {
    ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
    out.putInt(MAGIC).put(VERSION).put(flags(heartbeat)).putShort((short) 0).putLong(clusterHash);
    HeartbeatBody.put(heartbeat, out);
    int signed = out.position();
    out.putShort(6, (short) (signed + MAC_BYTES));
    out.put(mac(key, out.array(), signed));
    return Arrays.copyOf(out.array(), out.position());
  }

  private static byte flags(Heartbeat heartbeat) {
    return (byte) (heartbeat.hearsPeer() ? FLAG_HEARS_PEER : 0);
  }

  /** What the datagram says, if it can be believed. Never throws, whatever the bytes. */
  public Reading decode(byte[] datagram) {
    ByteBuffer in = ByteBuffer.wrap(datagram);
    if (datagram.length < HEADER_BYTES + MAC_BYTES
        || datagram.length > MAX_BYTES
        || in.getInt() != MAGIC) {
      return new Reading.Refused(Refusal.MALFORMED);
    }
    if (in.get() != VERSION) {
      return new Reading.Refused(Refusal.OTHER_VERSION);
    }
    byte flags = in.get();
    if (Short.toUnsignedInt(in.getShort()) != datagram.length) {
      return new Reading.Refused(Refusal.MALFORMED);
    }
    if (in.getLong() != clusterHash) {
      return new Reading.Refused(Refusal.OTHER_CLUSTER);
    }
    // The MAC first: bytes that no friend has signed are not even parsed.
    return isSigned(datagram)
        ? parse(in.limit(datagram.length - MAC_BYTES), flags)
        : new Reading.Refused(Refusal.FORGED);
  }

  private boolean isSigned(byte[] datagram) {
    int signed = datagram.length - MAC_BYTES;
    byte[] found = Arrays.copyOfRange(datagram, signed, datagram.length);
    // Takes as long for a wrong first byte as for a wrong last one.
    return MessageDigest.isEqual(mac(key, datagram, signed), found);
  }

  private static Reading parse(ByteBuffer in, byte flags) {
    try {
      Heartbeat heartbeat = HeartbeatBody.get(in, flags);
      return in.hasRemaining()
          ? new Reading.Refused(Refusal.MALFORMED)
          : new Reading.Valid(heartbeat);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return new Reading.Refused(Refusal.MALFORMED);
    }
  }

  private static byte[] mac(SecretKeySpec key, byte[] bytes, int length) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(bytes, 0, length);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform provides " + ALGORITHM, e);
    }
  }

  private static long hash(String cluster) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(cluster.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform provides SHA-256", e);
    }
  }

  /** The outcome of reading a datagram. */
  public sealed interface Reading {
    /** It was made by a node that knows the cluster key. */
    record Valid(Heartbeat heartbeat) implements Reading {}

    /** It was not, or cannot be understood. */
    record Refused(Refusal reason) implements Reading {}
  }
}
