package io.lockstep.node.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.config.NodeConfig.Mode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What programs have left in the kernel's cache, with their files still open. */
@Timeout(60)
class WriteBackTest {

  private static final long TIMEOUT_MILLIS = 20_000;
  private static final int BYTES = 3_000_000;

  /** Leaves one file written and one mapped and modified; neither synced nor closed. */
  private static final String PROGRAM =
      """
      import mmap, os, sys
      written = os.open('written', os.O_RDWR | os.O_CREAT)
      os.write(written, b'w' * %1$d)
      mapped = os.open('mapped', os.O_RDWR | os.O_CREAT)
      os.ftruncate(mapped, %1$d)
      m = mmap.mmap(mapped, %1$d)
      m[:] = b'm' * %1$d
      print('ready', flush=True)
      sys.stdin.read()
      """
          .formatted(BYTES);

  @ParameterizedTest
  @EnumSource(Mode.class)
  void isSentWhileItIsAcknowledged(Mode mode) throws Exception {
    try (Mounted mounted = Mounted.start(mode)) {
      Process program =
          new ProcessBuilder(List.of("python3", "-c", PROGRAM))
              .directory(mounted.directory().toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader output =
          new BufferedReader(new InputStreamReader(program.getInputStream(), UTF_8))) {
        assertThat(output.readLine()).isEqualTo("ready");
        assertThat(mounted.captured().writeBack(TIMEOUT_MILLIS)).isTrue();
        // From here on nothing is let in any more.
        mounted.captured().access(Access.NONE);
        assertReplica(mounted, "written", "w");
        assertReplica(mounted, "mapped", "m");
      } finally {
        program.destroyForcibly().waitFor();
      }
      assertThat(mounted.failures()).isEmpty();
    }
  }

  private static void assertReplica(Mounted mounted, String name, String filledWith)
      throws Exception {
    assertThat(Files.readString(mounted.replica().resolve(name)))
        .isEqualTo(filledWith.repeat(BYTES));
  }
}
