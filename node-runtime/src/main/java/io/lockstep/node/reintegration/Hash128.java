package io.lockstep.node.reintegration;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * XXH3-128 of some bytes (xxhash.com/doc/v0.8.3, as implemented by hash4j): tells blocks apart that
 * differ by accident. It is no protection against someone who makes collisions on purpose.
 */
record Hash128(long high, long low) {

  /** Encoded length. */
  static final int BYTES = 16;

  /** Stands for "there is nothing". */
  static final Hash128 NONE = new Hash128(0, 0);

  static Hash128 of(byte[] bytes, int length) {
    return of(Hashing.xxh3_128().hashBytesTo128Bits(bytes, 0, length));
  }

  static Hash128 of(HashValue128 hash) {
    return new Hash128(hash.getMostSignificantBits(), hash.getLeastSignificantBits());
  }
}
