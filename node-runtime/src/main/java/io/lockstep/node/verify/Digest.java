package io.lockstep.node.verify;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * XXH3-128 of some bytes, or a sum of such. Tells apart what differs by accident; it is no
 * protection against someone who makes collisions on purpose. Immutable.
 */
public record Digest(long high, long low) {

  /** Of nothing. */
  public static final Digest NONE = new Digest(0, 0);

  static Digest of(byte[] bytes, int length) {
    HashValue128 hash = Hashing.xxh3_128().hashBytesTo128Bits(bytes, 0, length);
    return new Digest(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
  }

  static Digest of(byte[] bytes) {
    return of(bytes, bytes.length);
  }

  /** The sum modulo 2^128: the same in whatever order parts are added. */
  Digest plus(Digest other) {
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
