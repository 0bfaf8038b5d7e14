package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.node.capture.NodeTable.Left;
import io.lockstep.node.tree.FileHandle;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTableTest {

  private static final long SEED = Long.getLong("lockstep.nodes.seed", System.nanoTime());

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("nodes");
  }

  private static FileHandle handle(int number) {
    return new FileHandle(3, 1, new byte[] {(byte) number, (byte) (number >> 8), 7, 7});
  }

  @Test
  void theNextProcessFindsWhatTheKernelKnows() {
    Random random = new Random(SEED);
    Map<Long, Left> expected = new HashMap<>();
    try (NodeTable table = NodeTable.fresh(file())) {
      for (int i = 0; i < 20_000; i++) {
        change(table, expected, random, i);
      }
    }
    try (NodeTable table = NodeTable.left(file())) {
      Map<Long, Left> found = new HashMap<>();
      table.readLeft().forEach(left -> found.put(left.nodeId(), left));
      assertThat(found).as("seed " + SEED).isEqualTo(expected);
      int slot = table.add(1, handle(1), false);
      assertThat(expected.values()).noneMatch(left -> left.slot() == slot);
    }
  }

  private static void change(NodeTable table, Map<Long, Left> expected, Random random, int number) {
    if (random.nextInt(3) > 0 || expected.isEmpty()) {
      long id = table.nextCountedId();
      boolean regular = random.nextBoolean();
      int slot = table.add(id, handle(number), regular);
      table.lookups(slot, number);
      expected.put(id, new Left(slot, id, number, regular, false, handle(number)));
      return;
    }
    Left some = expected.values().iterator().next();
    if (random.nextBoolean()) {
      table.remove(some.slot());
      expected.remove(some.nodeId());
    } else {
      table.retired(some.slot());
      expected.put(
          some.nodeId(),
          new Left(some.slot(), some.nodeId(), some.lookups(), some.regular(), true, some.of()));
    }
  }

  @Test
  void countedIdsAreNeverGivenTwice() {
    long last;
    try (NodeTable table = NodeTable.fresh(file())) {
      table.nextCountedId();
      last = table.nextCountedId();
    }
    try (NodeTable table = NodeTable.left(file())) {
      assertThat(table.nextCountedId()).isGreaterThan(last);
    }
  }

  /**
   * Then the kernel's nodes cannot all be told from each other, and the mounts are not gone on
   * with.
   */
  @Test
  void aTableThatIsNotWholeIsRefused() {
    try (NodeTable table = NodeTable.fresh(file())) {
      assertThat(table.add(5, new FileHandle(0, 1, new byte[41]), true))
          .isEqualTo(NodeTable.NO_SLOT);
    }
    assertThatThrownBy(() -> NodeTable.left(file()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("whole table");
    assertThatThrownBy(() -> NodeTable.left(directory.resolve("none")))
        .isInstanceOf(IllegalStateException.class);
  }
}
