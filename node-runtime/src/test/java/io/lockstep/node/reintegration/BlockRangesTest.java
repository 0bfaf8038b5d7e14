package io.lockstep.node.reintegration;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.reintegration.BlockRanges.Range;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockRangesTest {

  private static final long BLOCK = BlockRanges.BLOCK_BYTES;

  private final BlockRanges ranges = new BlockRanges();

  @Test
  void bytesTouchTheBlocksTheyLieIn() {
    ranges.addBytes(BLOCK - 1, 2);
    ranges.addBytes(5 * BLOCK, BLOCK);
    ranges.addBytes(7, 0);
    assertThat(ranges.ranges()).containsExactly(new Range(0, 2), new Range(5, 6));
  }

  @Test
  void theEndOfTheLongestFileIsReached() {
    ranges.addBytes(Long.MAX_VALUE - 1, Long.MAX_VALUE);
    ranges.addFrom(Long.MAX_VALUE);
    assertThat(ranges.ranges()).containsExactly(new Range(BlockRanges.END - 1, BlockRanges.END));
  }

  @Test
  void tooManyRangesBecomeTheOneAroundThem() {
    for (long i = 0; i <= BlockRanges.MAX_RANGES; i++) {
      ranges.addBytes((3 + 2 * i) * BLOCK, 1);
    }
    assertThat(ranges.ranges()).containsExactly(new Range(3, 4 + 2L * BlockRanges.MAX_RANGES));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void holdsWhatASetOfBlocksWouldHold(long seed) {
    Random random = new Random(seed);
    BitSet expected = new BitSet();
    for (int i = 0; i < 200; i++) {
      int first = random.nextInt(1000);
      int count = 1 + random.nextInt(5);
      ranges.addBytes(first * BLOCK, count * BLOCK);
      expected.set(first, first + count);
    }
    BitSet found = new BitSet();
    long before = -1;
    for (Range range : ranges.ranges()) {
      assertThat(range.first()).as("apart, seed " + seed).isGreaterThan(before);
      found.set((int) range.first(), (int) range.end());
      before = range.end();
    }
    assertThat(found).as("seed " + seed).isEqualTo(expected);
  }
}
