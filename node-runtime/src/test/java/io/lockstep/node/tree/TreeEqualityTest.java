package io.lockstep.node.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same operations make equal trees of any two, whatever the file system and the ids' history.
 */
class TreeEqualityTest {

  private static final int OPERATIONS = 1000;
  private static final int SEGMENT = 250;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sameOperationsMakeEqualTrees(long seed) throws IOException {
    Path left = Files.createDirectory(directory.resolve("left"));
    Path right = Files.createDirectory(directory.resolve("right"));
    Map<Integer, Integer> results = new HashMap<>();
    try (Tmpfs tmpfs = Tmpfs.mount(right, "size=64m");
        TreePair pair = new TreePair(left, right)) {
      RandomOperations operations = new RandomOperations(seed);
      for (int i = 0; i < OPERATIONS; i++) {
        Operation op = operations.next();
        int result = pair.both(op);
        results.merge(result, 1, Integer::sum);
        if (result == 0) {
          operations.follow(op);
        }
        if (i % SEGMENT == 0) {
          beginSegment(pair, operations);
        }
      }
      assertThat(tmpfs.directory()).isNotEmptyDirectory();
      pair.assertEqual();
    }
    assertThat(results).as("results by errno, seed %s", seed).containsKeys(0, -Errno.EEXIST);
    assertThat(results.get(0)).isGreaterThan(OPERATIONS / 3);
  }

  /** On the right nothing is known any more: every id comes from a binding. */
  private static void beginSegment(TreePair pair, RandomOperations operations) {
    pair.assertEqual();
    pair.thereFiles.clear();
    operations.context().forEach(bind -> assertThat(pair.onlyThere(bind)).isZero());
  }
}
