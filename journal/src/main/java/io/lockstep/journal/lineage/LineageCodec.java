package io.lockstep.journal.lineage;

import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.op.MalformedRecordException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Node records and lineages as bytes, for the file and for the link. Little-endian. Safe for all
 * threads.
 *
 * <pre>
 *  offset  bytes
 *   0      4     magic "LSNR" (node record) or "LSLN" (lineage)
 *   4      4     length of the whole
 *   8      4     CRC32C of bytes 12 to length
 *  12      4     version, 2; of a lineage 1
 *  16      ...   fields
 *
 *  text        ::= length (2) | UTF-8 bytes
 *  lineage     ::= number of epochs (4) | epoch*
 *  epoch       ::= number (8) | id (16, most significant half first) | first sequence (8)
 *                | kind (1: 0 MIRRORED, 1 ALONE) | forced (1) | wall millis (8) | primary | reason
 *  node record ::= cluster | module | module id (16) | node | incarnation (8)
 *                | peer incarnation (8) | data (1: 0 UP_TO_DATE, 1 OUTDATED, 2 INCONSISTENT,
 *                  3 GIVEN_UP, 4 REPLACED) | clean stop (1) | boot id | checkpoint (8)
 *                | epoch promised (8) | alone used (1) | lineage
 *                | whole from (8; since version 2, before that it is 0)
 * </pre>
 *
 * <p>Names are at most {@link #MAX_NAME_BYTES} long. A reason is for people: beyond {@link
 * #MAX_REASON_BYTES} it is cut off, so that a long one can never be in the way of a decision.
 */
public final class LineageCodec {

  /** The longest name of a cluster, module, node or boot, in bytes. */
  public static final int MAX_NAME_BYTES = 255;

  /** The longest reason of an epoch that is kept, in bytes. */
  public static final int MAX_REASON_BYTES = 512;

  private static final int HEADER_BYTES = 16;
  private static final int EPOCH_BYTES = 42 + 2 + MAX_NAME_BYTES + 2 + MAX_REASON_BYTES;

  /** The longest encoded lineage or node record. */
  public static final int MAX_BYTES =
      HEADER_BYTES + 4 * (2 + MAX_NAME_BYTES) + 72 + 4 + Lineage.MAX_EPOCHS * EPOCH_BYTES;

  private static final int RECORD_MAGIC = 0x524e534c;
  private static final int LINEAGE_MAGIC = 0x4e4c534c;
  private static final int RECORD_VERSION = 2;
  private static final int LINEAGE_VERSION = 1;
  private static final int CHECKED_FROM = 12;

  private LineageCodec() {}

  /**
   * A node record as bytes.
   *
   * @throws IllegalArgumentException if a name is too long
   */
  public static byte[] encode(NodeRecord record) {
    ByteBuffer out = begin(RECORD_MAGIC, RECORD_VERSION);
    putName(out, record.cluster());
    putName(out, record.module());
    putId(out, record.moduleId());
    putName(out, record.node());
    out.putLong(record.incarnation()).putLong(record.peerIncarnation());
    out.put((byte) record.data().ordinal()).put(flag(record.cleanStop()));
    putName(out, record.bootId());
    out.putLong(record.checkpoint()).putLong(record.epochPromised()).put(flag(record.aloneUsed()));
    putLineage(out, record.lineage());
    out.putLong(record.wholeFrom());
    return end(out);
  }

  /**
   * A lineage as bytes.
   *
   * @throws IllegalArgumentException if a name is too long
   */
  public static byte[] encode(Lineage lineage) {
    ByteBuffer out = begin(LINEAGE_MAGIC, LINEAGE_VERSION);
    putLineage(out, lineage);
    return end(out);
  }

  private static ByteBuffer begin(int magic, int version) {
    ByteBuffer out = ByteBuffer.allocate(MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return out.putInt(magic).putInt(0).putInt(0).putInt(version);
  }

  private static byte[] end(ByteBuffer out) {
    int length = out.position();
    out.putInt(4, length).putInt(8, checksum(out.array(), length));
    return Arrays.copyOf(out.array(), length);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, CHECKED_FROM, length - CHECKED_FROM);
    return (int) crc.getValue();
  }

  private static void putLineage(ByteBuffer out, Lineage lineage) {
    if (lineage.epochs().size() > Lineage.MAX_EPOCHS) {
      throw new IllegalArgumentException(
          "lineage: expected at most %d epochs, found %d"
              .formatted(Lineage.MAX_EPOCHS, lineage.epochs().size()));
    }
    out.putInt(lineage.epochs().size());
    lineage.epochs().forEach(epoch -> putEpoch(out, epoch));
  }

  private static void putEpoch(ByteBuffer out, Epoch epoch) {
    out.putLong(epoch.number());
    putId(out, epoch.id());
    out.putLong(epoch.firstSequence());
    out.put((byte) epoch.kind().ordinal()).put(flag(epoch.forced())).putLong(epoch.wallMillis());
    putName(out, epoch.primary());
    putText(out, cut(epoch.reason()));
  }

  private static byte flag(boolean value) {
    return (byte) (value ? 1 : 0);
  }

  private static void putId(ByteBuffer out, UUID id) {
    out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private static void putName(ByteBuffer out, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "name: expected at most %d bytes, found %d: %s"
              .formatted(MAX_NAME_BYTES, bytes.length, name));
    }
    putText(out, bytes);
  }

  private static void putText(ByteBuffer out, byte[] bytes) {
    out.putShort((short) bytes.length).put(bytes);
  }

  /** The UTF-8 bytes, cut between two characters where they are too many. */
  private static byte[] cut(String reason) {
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MAX_REASON_BYTES);
    while (length < bytes.length && (bytes[length] & 0xC0) == 0x80) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  /**
   * Reads a node record.
   *
   * @throws MalformedRecordException if the bytes are not exactly one
   */
  public static NodeRecord decodeRecord(byte[] bytes) {
    LineageFields in = open(bytes, RECORD_MAGIC, RECORD_VERSION);
    String cluster = in.text(MAX_NAME_BYTES);
    String module = in.text(MAX_NAME_BYTES);
    UUID moduleId = in.id();
    String node = in.text(MAX_NAME_BYTES);
    long incarnation = in.number();
    long peerIncarnation = in.number();
    DataState data = in.choice(DataState.values());
    boolean cleanStop = in.flag();
    String bootId = in.text(MAX_NAME_BYTES);
    long checkpoint = in.number();
    long epochPromised = in.number();
    boolean aloneUsed = in.flag();
    Lineage lineage = readLineage(in);
    long wholeFrom = version(bytes) >= 2 ? in.number() : 0;
    in.end();
    return new NodeRecord(
        cluster,
        module,
        moduleId,
        node,
        incarnation,
        peerIncarnation,
        lineage,
        data,
        cleanStop,
        bootId,
        checkpoint,
        epochPromised,
        aloneUsed,
        wholeFrom);
  }

  /**
   * Reads a lineage.
   *
   * @throws MalformedRecordException if the bytes are not exactly one
   */
  public static Lineage decodeLineage(byte[] bytes) {
    LineageFields in = open(bytes, LINEAGE_MAGIC, LINEAGE_VERSION);
    Lineage lineage = readLineage(in);
    in.end();
    return lineage;
  }

  private static LineageFields open(byte[] bytes, int magic, int newestVersion) {
    if (bytes.length < HEADER_BYTES || bytes.length > MAX_BYTES) {
      throw new MalformedRecordException(
          "node record: expected %d to %d bytes, found %d: cut off or damaged"
              .formatted(HEADER_BYTES, MAX_BYTES, bytes.length));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    check("magic", magic, in.getInt(0));
    check("length", bytes.length, in.getInt(4));
    check("checksum", checksum(bytes, bytes.length), in.getInt(8));
    checkVersion(newestVersion, version(bytes));
    return new LineageFields(in.position(HEADER_BYTES));
  }

  private static int version(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
  }

  private static void checkVersion(int newest, int found) {
    if (found < 1 || found > newest) {
      throw new MalformedRecordException(
          "node record: version: expected 1 to %d, found %d: damaged, or written by a newer version"
              .formatted(newest, found));
    }
  }

  private static void check(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new MalformedRecordException(
          "node record: %s: expected %s, found %s: damaged, or written by a newer version"
              .formatted(what, expected, found));
    }
  }

  private static Lineage readLineage(LineageFields in) {
    int count = in.count(Lineage.MAX_EPOCHS);
    List<Epoch> epochs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      epochs.add(readEpoch(in));
    }
    try {
      return new Lineage(epochs);
    } catch (IllegalArgumentException e) {
      throw new MalformedRecordException(e.getMessage(), e);
    }
  }

  private static Epoch readEpoch(LineageFields in) {
    long number = in.number();
    UUID id = in.id();
    long firstSequence = in.number();
    Epoch.Kind kind = in.choice(Epoch.Kind.values());
    boolean forced = in.flag();
    long wallMillis = in.number();
    String primary = in.text(MAX_NAME_BYTES);
    return new Epoch(
        number, id, firstSequence, kind, primary, in.text(MAX_REASON_BYTES), forced, wallMillis);
  }
}
