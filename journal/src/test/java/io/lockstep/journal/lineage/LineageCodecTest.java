package io.lockstep.journal.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.journal.lineage.Epoch.Kind;
import io.lockstep.journal.op.MalformedRecordException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class LineageCodecTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void records_and_lineages_come_back_as_they_went(long seed) {
    RandomRecords records = new RandomRecords(new Random(seed));
    for (int epochs : new int[] {0, 1, 2, 50, Lineage.MAX_EPOCHS - 1, Lineage.MAX_EPOCHS}) {
      NodeRecord record = records.record(epochs);
      byte[] bytes = LineageCodec.encode(record);
      assertThat(bytes.length).isLessThanOrEqualTo(LineageCodec.MAX_BYTES);
      assertThat(LineageCodec.decodeRecord(bytes)).isEqualTo(record);
      byte[] lineage = LineageCodec.encode(record.lineage());
      assertThat(LineageCodec.decodeLineage(lineage)).isEqualTo(record.lineage());
      assertThatThrownBy(() -> LineageCodec.decodeRecord(lineage))
          .isInstanceOf(MalformedRecordException.class)
          .hasMessageContaining("magic");
    }
  }

  @Test
  void names_and_epochs_beyond_their_limits_are_refused_and_reasons_cut() {
    Function<String, NodeRecord> named = name -> NodeRecord.fresh(name, "m", "n", "boot");
    for (int length : new int[] {254, 255}) {
      NodeRecord record = named.apply("x".repeat(length));
      assertThat(LineageCodec.decodeRecord(LineageCodec.encode(record))).isEqualTo(record);
    }
    assertThatThrownBy(() -> LineageCodec.encode(named.apply("x".repeat(256))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 256");
    RandomRecords records = new RandomRecords(new Random(9));
    assertThatThrownBy(() -> LineageCodec.encode(records.lineage(Lineage.MAX_EPOCHS + 1)))
        .hasMessageContaining("at most 128 epochs, found 129");
    for (int length : new int[] {511, 512, 513, 5000}) {
      String reason = "r".repeat(length);
      assertThat(reasonOf(reason)).isEqualTo(reason.substring(0, Math.min(512, length)));
    }
    assertThat(reasonOf("r".repeat(511) + "\u00e9")).isEqualTo("r".repeat(511));
  }

  private static String reasonOf(String reason) {
    Epoch epoch = new Epoch(1, new UUID(1, 2), 1, Epoch.Kind.ALONE, "a", reason, false, 0);
    byte[] bytes = LineageCodec.encode(new Lineage(List.of(epoch)));
    return LineageCodec.decodeLineage(bytes).epochs().getFirst().reason();
  }

  @Test
  void every_flipped_bit_and_truncation_is_noticed() {
    byte[] bytes = LineageCodec.encode(new RandomRecords(new Random(4)).record(3));
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> LineageCodec.decodeRecord(flipped))
          .isInstanceOf(MalformedRecordException.class);
    }
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> LineageCodec.decodeRecord(cut))
          .isInstanceOf(MalformedRecordException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void random_fields_behind_a_right_checksum_give_a_record_or_malformed(long seed) {
    Random random = new Random(seed);
    RandomRecords records = new RandomRecords(random);
    int sound = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = LineageCodec.encode(records.record(random.nextInt(4)));
      for (int change = random.nextInt(3); change >= 0; change--) {
        bytes[16 + random.nextInt(bytes.length - 16)] = (byte) random.nextInt();
      }
      CRC32C crc = new CRC32C();
      crc.update(bytes, 12, bytes.length - 12);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8, (int) crc.getValue());
      try {
        LineageCodec.decodeRecord(bytes);
        sound++;
      } catch (MalformedRecordException expected) {
        assertThat(expected).hasMessageContaining("expected");
      }
    }
    assertThat(sound).as("seed " + seed).isBetween(1, 19_999);
  }

  @Test
  void bytes_of_version_1_are_read_as_what_they_were_and_a_lineage_is_written_the_same()
      throws IOException {
    List<String> golden = golden("/lineage-version-1.hex");
    HexFormat hex = HexFormat.of();
    assertThat(LineageCodec.decodeRecord(hex.parseHex(golden.get(0)))).isEqualTo(record());
    assertThat(LineageCodec.decodeLineage(hex.parseHex(golden.get(1)))).isEqualTo(lineage());
    assertThat(LineageCodec.decodeRecord(LineageCodec.encode(record()))).isEqualTo(record());
    assertThat(hex.formatHex(LineageCodec.encode(lineage()))).isEqualTo(golden.get(1));
  }

  @Test
  void a_record_of_version_2_is_read_as_what_it_was_and_written_the_same() throws IOException {
    String golden = golden("/lineage-version-2.hex").getFirst();
    NodeRecord record = record().withWholeFrom(0x0102030405060708L);
    HexFormat hex = HexFormat.of();
    assertThat(LineageCodec.decodeRecord(hex.parseHex(golden))).isEqualTo(record);
    assertThat(hex.formatHex(LineageCodec.encode(record))).isEqualTo(golden);
  }

  private List<String> golden(String resource) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }

  private static NodeRecord record() {
    return new NodeRecord(
        "cluster",
        "module",
        new UUID(21, 22),
        "b\u00e9ta",
        77,
        66,
        lineage(),
        NodeRecord.DataState.OUTDATED,
        true,
        "boot-id",
        499,
        5,
        true,
        0);
  }

  private static Lineage lineage() {
    return new Lineage(
        List.of(
            new Epoch(
                1,
                new UUID(11, 12),
                1,
                Kind.MIRRORED,
                "alpha",
                "first start",
                false,
                1_700_000_000_000L),
            new Epoch(
                3,
                new UUID(-5, 14),
                501,
                Kind.ALONE,
                "b\u00e9ta",
                "forced",
                true,
                1_700_000_001_000L)));
  }
}
