package io.lockstep.journal.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Records written by version 1, one of each kind, kept as hexadecimal lines: whatever becomes of
 * the code, they must be read as what they were.
 */
class GoldenRecordsTest {

  private static final String RESOURCE = "/records-version-1.hex";

  private static List<Operation> operations() {
    Name name = Name.of("na\u00efve.txt");
    byte[] text = "../target".getBytes(StandardCharsets.UTF_8);
    byte[] xattr = "user.mime".getBytes(StandardCharsets.UTF_8);
    return List.of(
        new Operation.Bind(1024, 1, name),
        new Operation.Create(1, name, 1025, 0100644, 1000, 1001, 0x0103),
        new Operation.MakeDirectory(1, name, 1026, 040755, 1000, 1001),
        new Operation.Symlink(1026, name, 1027, text, 1000, 1001),
        new Operation.Link(1025, 1026, name),
        new Operation.Unlink(1026, name, 1025),
        new Operation.RemoveDirectory(1, name, 1026),
        new Operation.Rename(1, name, 2, Name.of("b"), 2, 1025, 1027),
        new Operation.Write(1025, 8192, MemorySegment.ofArray(text)),
        new Operation.Truncate(1025, 1L << 33),
        new Operation.SetAttributes(1025, 31, 0600, 7, 8, -1, 1_700_000_000_123_456_789L),
        new Operation.SetXattr(1025, xattr, text, 1),
        new Operation.RemoveXattr(1025, xattr),
        new Operation.Allocate(1025, 3, 4096, 1 << 20),
        new Operation.Barrier(1025, true),
        new Operation.Heal(1, name, 1028, 0120777, 1, 2, 0, text),
        new Operation.Remnant(
            1025,
            List.of(new Extent(4096, 4), new Extent(8192, 5)),
            MemorySegment.ofArray(text).asSlice(0, 9)));
  }

  @Test
  void records_of_version_1_are_read_as_what_they_were_and_written_the_same() throws IOException {
    List<String> golden = golden();
    List<Operation> operations = operations();
    assertThat(golden).hasSameSizeAs(operations);
    for (int i = 0; i < golden.size(); i++) {
      byte[] bytes = HexFormat.of().parseHex(golden.get(i));
      Entry entry = OperationCodec.decode(MemorySegment.ofArray(bytes));
      assertThat(entry.epoch()).isEqualTo(7);
      assertThat(entry.sequence()).isEqualTo(100 + i);
      assertThat(entry.timeNanos()).isEqualTo(1_600_000_000_000_000_001L);
      Entry expected = new Entry(7, 100 + i, entry.timeNanos(), operations.get(i));
      assertThat(HexFormat.of().formatHex(OperationCodecTest.encode(expected)))
          .as(operations.get(i).toString())
          .isEqualTo(golden.get(i));
      assertThat(entry.operation())
          .usingRecursiveComparison()
          .ignoringFields("data")
          .isEqualTo(operations.get(i));
    }
  }

  private static List<String> golden() throws IOException {
    try (InputStream in = GoldenRecordsTest.class.getResourceAsStream(RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }
}
