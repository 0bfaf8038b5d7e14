package io.lockstep.journal.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OperationCodecTest {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static byte[] encode(Entry entry) {
    byte[] bytes = new byte[OperationCodec.encodedBytes(entry.operation())];
    int length = OperationCodec.encode(entry, MemorySegment.ofArray(bytes), 0);
    assertThat(length).isEqualTo(bytes.length);
    return bytes;
  }

  private static Entry decode(byte[] bytes) {
    return OperationCodec.decode(MemorySegment.ofArray(bytes));
  }

  /** Arrays and segments in records have no value equality, so bytes are compared. */
  private static void assertSame(Entry found, Entry expected) {
    assertThat(encode(found)).isEqualTo(encode(expected));
    assertThat(found.epoch()).isEqualTo(expected.epoch());
    assertThat(found.sequence()).isEqualTo(expected.sequence());
    assertThat(found.timeNanos()).isEqualTo(expected.timeNanos());
    assertThat(found.operation())
        .usingRecursiveComparison()
        .ignoringFields("data")
        .isEqualTo(expected.operation());
    if (expected.operation() instanceof Operation.Write write) {
      assertThat(((Operation.Write) found.operation()).data().mismatch(write.data())).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 42, 20260101})
  void every_kind_comes_back_as_it_went(long seed) {
    RandomOperations operations = new RandomOperations(new Random(seed));
    for (int round = 0; round < 200; round++) {
      int kind = 1 + round % RandomOperations.KINDS;
      Entry entry = operations.entry(kind);
      byte[] bytes = encode(entry);
      assertThat(OperationCodec.kind(MemorySegment.ofArray(bytes))).isEqualTo(kind);
      assertThat(OperationCodec.epoch(MemorySegment.ofArray(bytes))).isEqualTo(entry.epoch());
      assertThat(OperationCodec.sequence(MemorySegment.ofArray(bytes))).isEqualTo(entry.sequence());
      assertSame(decode(bytes), entry);
      assertSame(OperationCodec.decodeVerified(MemorySegment.ofArray(bytes)), entry);
    }
  }

  /** Its fields are checked all the same. */
  @Test
  void a_record_that_was_verified_is_not_verified_again() {
    byte[] bytes = encode(new Entry(1, 1, 1, new Operation.Truncate(1, 1)));
    bytes[4]++;
    assertMalformed(bytes);
    assertThat(OperationCodec.decodeVerified(MemorySegment.ofArray(bytes)).sequence()).isEqualTo(1);
    bytes[9] = 18;
    assertThatThrownBy(() -> OperationCodec.decodeVerified(MemorySegment.ofArray(bytes)))
        .isInstanceOf(MalformedRecordException.class);
  }

  @Test
  void a_record_is_encoded_and_decoded_in_native_memory_without_copying_the_data() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(4096).fill((byte) 7);
      Entry entry = new Entry(3, 9, 12, new Operation.Write(2000, 4096, data));
      MemorySegment buffer = arena.allocate(8192);
      int length = OperationCodec.encode(entry, buffer, 13);
      MemorySegment record = buffer.asSlice(13, length);
      Operation.Write write = (Operation.Write) OperationCodec.decode(record).operation();
      assertThat(write.data().mismatch(data)).isEqualTo(-1);
      assertThat(write.data().address()).isEqualTo(record.address() + 64);
    }
  }

  private static void assertLimits(IntFunction<Operation> ofLength, int min, int max) {
    for (int length : new int[] {min, min + 1, max - 1, max}) {
      Entry entry = new Entry(1, 1, 1, ofLength.apply(length));
      assertSame(decode(encode(entry)), entry);
    }
    for (int length : new int[] {min - 1, max + 1}) {
      if (length >= 0) {
        assertThatThrownBy(() -> encode(new Entry(1, 1, 1, ofLength.apply(length))))
            .as("length " + length)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("expected");
      }
    }
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 'n');
    return bytes;
  }

  private static Operation twoExtents(int bytes) {
    List<Extent> extents = List.of(new Extent(0, 1), new Extent(2, bytes - 1));
    return new Operation.Remnant(1, extents, MemorySegment.ofArray(filled(bytes)));
  }

  @Test
  void every_length_has_its_limits() {
    Name name = Name.of("n");
    assertLimits(n -> new Operation.Bind(1, 1, Name.of(filled(n))), 1, 255);
    assertLimits(n -> new Operation.Symlink(1, name, 1, filled(n), 0, 0), 1, 4095);
    assertLimits(n -> new Operation.Heal(1, name, 1, 1, 0, 0, 0, filled(n)), 0, 4095);
    assertLimits(n -> new Operation.SetXattr(1, filled(n), new byte[0], 0), 1, 255);
    assertLimits(n -> new Operation.SetXattr(1, filled(1), filled(n), 0), 0, 65536);
    assertLimits(n -> new Operation.RemoveXattr(1, filled(n)), 1, 255);
    assertLimits(n -> new Operation.Write(1, 0, MemorySegment.ofArray(filled(n))), 0, 1 << 20);
    assertLimits(OperationCodecTest::twoExtents, 2, (1 << 20) + 24 - 16 - 2 * 12);
    assertThat(
            OperationCodec.encodedBytes(
                new Operation.Write(1, 0, MemorySegment.ofArray(filled(1 << 20)))))
        .isEqualTo(OperationCodec.MAX_RECORD_BYTES);
  }

  @Test
  void numbers_out_of_their_range_are_refused() {
    Name name = Name.of("n");
    MemorySegment one = MemorySegment.ofArray(new byte[1]);
    for (Operation wrong :
        new Operation[] {
          new Operation.Bind(0, 1, name),
          new Operation.Bind(1, -1, name),
          new Operation.Rename(1, name, 1, name, 8, 1, 1),
          new Operation.Rename(1, name, 1, name, 0, 1, -1),
          new Operation.Write(1, -1, one),
          new Operation.Write(1, Long.MAX_VALUE, one),
          new Operation.Truncate(1, -1),
          new Operation.SetAttributes(1, 32, 0, 0, 0, 0, 0),
          new Operation.SetXattr(1, new byte[] {'a', 0}, new byte[0], 0),
          new Operation.Allocate(1, 0, 0, 0),
          new Operation.Allocate(1, 0, 1, Long.MAX_VALUE),
          new Operation.Heal(1, name, 0, 1, 0, 0, 0, new byte[0]),
          new Operation.Remnant(0, List.of(), MemorySegment.NULL),
          new Operation.Remnant(1, List.of(), one),
          new Operation.Remnant(1, List.of(new Extent(0, 2)), one),
          new Operation.Remnant(1, List.of(new Extent(-1, 1)), one),
          new Operation.Remnant(1, List.of(new Extent(Long.MAX_VALUE, 1)), one),
          new Operation.Remnant(1, List.of(new Extent(5, 0), new Extent(5, 1)), one),
          new Operation.Remnant(1, List.of(new Extent(5, 2), new Extent(6, -1)), one)
        }) {
      assertThatThrownBy(() -> encode(new Entry(1, 1, 1, wrong)))
          .as(wrong.toString())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found");
    }
    assertThatCode(
            () ->
                encode(new Entry(1, 1, 1, new Operation.Heal(1, name, 0, 0, 0, 0, 0, new byte[0]))))
        .doesNotThrowAnyException();
  }

  /** Puts the right checksum on bytes that were changed on purpose. */
  private static byte[] checksummed(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 8, bytes.length - 8);
    MemorySegment.ofArray(bytes).set(INT, 4, (int) crc.getValue());
    return bytes;
  }

  @Test
  void an_unknown_kind_or_version_is_named_as_newer() {
    Entry entry = new Entry(1, 1, 1, new Operation.Truncate(1, 1));
    for (int kind : new int[] {0, 18, 99, 100, 255}) {
      byte[] bytes = encode(entry);
      bytes[9] = (byte) kind;
      assertThatThrownBy(() -> decode(checksummed(bytes)))
          .isInstanceOf(MalformedRecordException.class)
          .hasMessageContaining("found " + kind + ": written by a newer version");
    }
    byte[] bytes = encode(entry);
    bytes[8] = 2;
    assertThatThrownBy(() -> decode(checksummed(bytes)))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("found 2: written by a newer version");
  }

  @Test
  void every_flipped_bit_and_every_truncation_is_noticed() {
    RandomOperations operations = new RandomOperations(new Random(5));
    for (int kind = 1; kind <= RandomOperations.KINDS; kind++) {
      byte[] bytes = encode(operations.entry(kind));
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        assertMalformed(flipped);
      }
      for (int length = 0; length < bytes.length; length++) {
        assertMalformed(Arrays.copyOf(bytes, length));
      }
      assertMalformed(Arrays.copyOf(bytes, bytes.length + 1));
    }
  }

  private static void assertMalformed(byte[] bytes) {
    try {
      decode(bytes);
    } catch (MalformedRecordException expected) {
      return;
    }
    throw new AssertionError("decoded: " + Arrays.toString(bytes));
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 77, 4242})
  void random_fields_behind_a_right_checksum_give_an_entry_or_malformed(long seed) {
    Random random = new Random(seed);
    RandomOperations operations = new RandomOperations(random);
    int entries = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = encode(operations.entry(1 + random.nextInt(RandomOperations.KINDS)));
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[9 + random.nextInt(Math.min(bytes.length, 120) - 9)] = (byte) random.nextInt();
      }
      try {
        decode(checksummed(bytes));
        entries++;
      } catch (MalformedRecordException expected) {
        assertThat(expected).hasMessageContaining("found");
      }
    }
    assertThat(entries).as("seed " + seed).isBetween(1, 19_999);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void random_bytes_are_malformed(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length >= 40 && random.nextBoolean()) {
        MemorySegment.ofArray(bytes).set(INT, 0, bytes.length);
      }
      assertMalformed(bytes);
    }
  }
}
