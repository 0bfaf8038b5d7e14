package io.lockstep.node.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.tree.FreeSpace;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomRuleTest {

  private static final long MIB = 1 << 20;

  private static List<RoomRule.Disk> disk(
      long freeMib, long totalMib, long freeInodes, long totalInodes, boolean readOnly) {
    return List.of(
        new RoomRule.Disk(
            Path.of("/srv/data"),
            new FreeSpace(freeMib * MIB, totalMib * MIB, freeInodes, totalInodes, readOnly)));
  }

  /** The reserve is a 64th of the file system, at least 2 and at most 64 MiB. */
  @ParameterizedTest
  @CsvSource({
    // total, free, wanted, reserves, whether there is room
    "48, 2, 0, 1, true",
    "48, 1, 0, 1, false",
    "48, 3, 1, 1, true",
    "48, 3, 2, 1, false",
    "48, 3, 0, 2, false",
    "48, 4, 0, 2, true",
    "640, 10, 0, 1, true",
    "640, 9, 0, 1, false",
    "1000000, 64, 0, 1, true",
    "1000000, 63, 0, 1, false",
  })
  void aReserveStaysFree(long total, long free, long wanted, int reserves, boolean room) {
    String lacking = RoomRule.lacking(disk(free, total, 0, 0, false), wanted * MIB, reserves);
    assertThat(lacking.isEmpty()).isEqualTo(room);
    if (!room) {
      assertThat(lacking).startsWith("/srv/data is nearly full: expected ").endsWith("make room");
    }
  }

  @Test
  void inodesCountWhereThereAreAny() {
    assertThat(RoomRule.lacking(disk(99, 100, 32, 1000, false), 0, 1)).isEmpty();
    assertThat(RoomRule.lacking(disk(99, 100, 31, 1000, false), 0, 1))
        .isEqualTo("/srv/data is nearly out of inodes: expected 32 free, found 31: remove files");
    assertThat(RoomRule.lacking(disk(99, 100, 0, 0, false), 0, 1)).isEmpty();
  }

  @Test
  void aReadOnlyDiskTakesNothing() {
    assertThat(RoomRule.lacking(disk(99, 100, 0, 0, true), 0, 1))
        .isEqualTo("/srv/data is read-only: mount its file system writable");
  }

  @Test
  void whatIsPromisedWithoutLookingNeverTouchesTheReserve() {
    assertThat(RoomRule.budgetBytes(disk(48, 48, 0, 0, false))).isEqualTo(46 * MIB);
    assertThat(RoomRule.budgetBytes(disk(1, 48, 0, 0, false))).isZero();
  }
}
