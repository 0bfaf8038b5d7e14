package io.lockstep.node.tree;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * XXH3-128 of some bytes (xxhash.com/doc/v0.8.3, as implemented by hash4j), or a sum of such. Tells
 * apart what differs by accident; it is no protection against someone who makes collisions on
 * purpose. Immutable.
 */
public record Digest(long high, long low) {

  /** Encoded length. */
  public static final int BYTES = 16;

  /** Of nothing, or stands for "there is nothing". */
  public static final Digest NONE = new Digest(0, 0);

  /** Of the first bytes. */
  public static Digest of(byte[] bytes, int length) {
    return of(Hashing.xxh3_128().hashBytesTo128Bits(bytes, 0, length));
  }

  /** Of all of them. */
  public static Digest of(byte[] bytes) {
    return of(bytes, bytes.length);
  }

  /** What a stream of bytes has come to. */
  public static Digest of(HashValue128 hash) {
    return new Digest(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
  }

  /** The sum modulo 2^128: the same in whatever order parts are added. */
  public Digest plus(Digest other) {
    long sum = low + other.low;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    return new Digest(high + other.high + carry, sum);
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
