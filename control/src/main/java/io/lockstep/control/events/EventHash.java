package io.lockstep.control.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Links an event to all events before it: SHA-256 (FIPS 180-4) over the previous event's hash and
 * the fields of this one. Each field is its length in bytes (u32, big-endian) and its UTF-8 text,
 * numbers in decimal, so that no two lists of fields have the same bytes:
 *
 * <pre>
 * previous hash | stream | version | id | time | node | module | type | actor | epoch | schema version | payload
 * </pre>
 *
 * A changed, removed or inserted event breaks the chain; cutting off its newest end does not, so
 * whoever must prove completeness keeps the last hash elsewhere.
 */
final class EventHash {

  /** What the first event links to. */
  static final String GENESIS = "0".repeat(64);

  private EventHash() {}

  static String of(RecordedEvent event) {
    MessageDigest digest = sha256();
    add(digest, event.previousHash());
    add(digest, event.stream());
    add(digest, Long.toString(event.version()));
    add(digest, event.id().toString());
    add(digest, Long.toString(event.timeMillis()));
    add(digest, event.node());
    add(digest, event.module());
    add(digest, event.type());
    add(digest, event.actor());
    add(digest, Long.toString(event.epoch()));
    add(digest, Integer.toString(event.schemaVersion()));
    add(digest, event.payload());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, String field) {
    byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
