package io.lockstep.control.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.bench.targets.Target;
import io.lockstep.control.demo.Mounts;
import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.testkit.SharedClasses;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a real pair, with files a twentieth of the usual size; needs root, /dev/fuse and rsync. */
class ResyncTest {

  @Test
  void everyChangeComesBackAndNoMoreThanItCrossesTheLink() throws Exception {
    StringWriter said = new StringWriter();
    try (TemporaryDirectory directory = TemporaryDirectory.create("lockstep-bench-test-")) {
      new Bench(SharedClasses.command(), directory.path(), new PrintWriter(said))
          .resync(List.of(Target.STRICT, Target.RSYNC), 20);
      assertThat(Mounts.below(directory.path().toRealPath())).isEmpty();
    }
    List<String> rows = said.toString().lines().filter(line -> line.contains("  rsync  ")).toList();
    assertThat(rows).hasSize(3);
    List<String> ours =
        said.toString().lines().filter(line -> line.contains("  strict  ")).toList();
    assertThat(ours).hasSize(3).allSatisfy(line -> assertThat(line).endsWith(", met"));
  }
}
