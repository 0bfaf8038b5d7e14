package io.lockstep.node.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.capture.Mounted;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.tree.TreeDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several threads change names at random, each in a directory of its own and all in one: each gets
 * the results it gets on a plain file system where nobody disturbs it, and the mirror is equal.
 */
@Timeout(600)
class RandomNamespaceTest {

  private static final int ROUNDS = Integer.getInteger("lockstep.conformance.rounds", 1);
  private static final int STEPS = 1500;
  private static final int THREADS = 3;

  @ParameterizedTest
  @EnumSource(Mode.class)
  void givesTheResultsOfAPlainFileSystem(Mode mode) throws Exception {
    long seed = Long.getLong("lockstep.conformance.seed", System.nanoTime());
    for (int round = 0; round < ROUNDS; round++) {
      try (Mounted mounted = Mounted.start(mode)) {
        compare(mounted, seed + round);
      }
    }
  }

  private static void compare(Mounted mounted, long seed) throws Exception {
    Path plain = Files.createDirectory(mounted.base().resolve("plain"));
    Path shared = Files.createDirectory(mounted.directory().resolve("shared"));
    try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
      List<Future<List<String>>> results = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        Path own = Files.createDirectory(mounted.directory().resolve("own-" + thread));
        results.add(executor.submit(work(own, shared, seed + 1000L * thread)));
      }
      for (int thread = 0; thread < THREADS; thread++) {
        Path own = Files.createDirectory(plain.resolve("own-" + thread));
        List<String> expected = work(own, null, seed + 1000L * thread).call();
        assertThat(results.get(thread).get())
            .as("seed %d, thread %d", seed, thread)
            .isEqualTo(expected);
        assertThat(differences(own, mounted.directory().resolve(own.getFileName())))
            .as("seed %d, thread %d", seed, thread)
            .isEmpty();
      }
    }
    mounted.unmount();
    assertThat(mounted.failures()).as("seed %d", seed).isEmpty();
    assertThat(TreeDescription.differences(mounted.directory(), mounted.replica()))
        .as("seed %d", seed)
        .isEmpty();
    assertThat(Holes.differences(mounted.directory(), mounted.replica()))
        .as("seed %d", seed)
        .isEmpty();
  }

  /** Only what is done in the directory of one's own has results that can be foretold. */
  private static Callable<List<String>> work(Path own, Path shared, long seed) {
    return () -> {
      List<String> results = new ArrayList<>();
      try (RandomNamespace alone = new RandomNamespace(own, seed);
          RandomNamespace together = new RandomNamespace(shared == null ? own : shared, ~seed)) {
        for (int step = 0; step < STEPS; step++) {
          results.add(step + ": " + alone.step());
          if (shared != null) {
            together.step();
          }
        }
      }
      return results;
    };
  }

  private static List<String> differences(Path plain, Path captured) throws IOException {
    int one = open(plain);
    int other = open(captured);
    try {
      return Snapshot.changes(Snapshot.of(one, true), Snapshot.of(other, true));
    } finally {
      Descriptors.close(one);
      Descriptors.close(other);
    }
  }

  private static int open(Path directory) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;
    return SystemCallException.check("open", Descriptors.open(PathBytes.of(directory), flags, 0));
  }
}
