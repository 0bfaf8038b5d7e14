package io.lockstep.control.surroundings;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.Commands;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Applications that come to a limit, or are killed, in the middle of their work. */
@Timeout(300)
class LimitsTest {

  private static final int FILE_BYTES = 64 << 10;

  @RegisterExtension static final HarnessExtension HARNESS = new HarnessExtension();

  /** All tests are on one pair, which alpha's applications must leave as it is. */
  private static Surroundings around;

  @BeforeAll
  static void start() throws Exception {
    around = Surroundings.prepare(HARNESS, "strict");
    around.pair().startMirrored();
  }

  private static Commands.Result bash(String script) throws Exception {
    return Commands.run(List.of("bash", "-c", script, "bash", around.mount(Node.ALPHA).toString()));
  }

  /** RLIMIT_FSIZE is the kernel's business: the application is told, the daemon writes on. */
  @Test
  void aFileLargerThanTheApplicationMay() throws Exception {
    Commands.Result result =
        bash("ulimit -f 64; trap '' XFSZ; head -c 200000 /dev/zero > \"$1\"/limited");
    assertThat(result.output()).contains("File too large");
    assertThat(Files.size(around.mount(Node.ALPHA).resolve("limited"))).isEqualTo(64 << 10);
    around.awaitMirrored(Node.ALPHA);
    around.assertEqualCopies();
  }

  @Test
  void anApplicationWithoutDescriptorsLeft() throws Exception {
    Commands.Result result =
        bash("ulimit -n 30; for i in {1..60}; do exec {fd}> \"$1\"/d$i || exit 1; done");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("Too many open files");
    assertThat(around.write(Node.ALPHA, "after", FILE_BYTES)).isEmpty();
    around.awaitMirrored(Node.ALPHA);
    around.assertEqualCopies();
  }

  @Test
  void anApplicationKilledInTheMiddleOfItsWrites() throws Exception {
    Path big = around.mount(Node.ALPHA).resolve("big");
    Process writer =
        new ProcessBuilder("dd", "if=/dev/urandom", "of=" + big, "bs=1M", "count=10000")
            .redirectErrorStream(true)
            .start();
    Awaitility.await("some megabytes")
        .atMost(Surroundings.LIMIT)
        .until(() -> Files.exists(big) && Files.size(big) > (8 << 20));
    writer.destroyForcibly();
    assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
    around.awaitMirrored(Node.ALPHA);
    around.assertEqualCopies();
  }
}
