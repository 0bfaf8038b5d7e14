package io.lockstep.journal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.journal.log.SegmentHeaderCodec.Preamble;
import io.lockstep.journal.op.MalformedRecordException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SegmentHeaderCodecTest {

  private static final Preamble PREAMBLE =
      new Preamble(9, new SegmentHeader(3, new UUID(-5, 14), 501), 510, 8);

  private static byte[] encoded() {
    byte[] bytes = new byte[SegmentHeaderCodec.BYTES];
    SegmentHeaderCodec.encode(PREAMBLE, MemorySegment.ofArray(bytes));
    return bytes;
  }

  @Test
  void a_header_of_version_1_is_read_as_what_it_was_and_written_the_same() throws IOException {
    String golden;
    try (InputStream in = getClass().getResourceAsStream("/segment-header-version-1.hex")) {
      golden = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    }
    byte[] bytes = HexFormat.of().parseHex(golden);
    assertThat(SegmentHeaderCodec.decode(MemorySegment.ofArray(bytes))).isEqualTo(PREAMBLE);
    assertThat(HexFormat.of().formatHex(encoded())).isEqualTo(golden);
  }

  @Test
  void every_flipped_bit_and_wrong_length_is_noticed() {
    byte[] bytes = encoded();
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertMalformed(flipped);
    }
    for (int length = 0; length <= bytes.length + 8; length++) {
      if (length != bytes.length) {
        assertMalformed(Arrays.copyOf(bytes, length));
      }
    }
  }

  private static void assertMalformed(byte[] bytes) {
    assertThatThrownBy(() -> SegmentHeaderCodec.decode(MemorySegment.ofArray(bytes)))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("segment header");
  }
}
