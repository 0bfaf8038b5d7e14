package io.lockstep.control.programs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.MirroredPair;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that the module knows nothing of: nobody stops it before the nodes change their roles.
 * It has a file open, and what it has written was neither synced nor closed.
 */
final class Neighbour {

  private static final String NAME = "of-a-neighbour";
  private static final int BYTES = 5_000_000;

  private static final String PROGRAM =
      """
      import os, sys
      file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
      os.write(file, b'n' * %d)
      print('ready', flush=True)
      sys.stdin.read()
      """
          .formatted(BYTES);

  private Neighbour() {}

  static void run(MirroredPair pair) throws Exception {
    Path file = pair.onPrimary(NAME);
    Process program =
        new ProcessBuilder(List.of("python3", "-c", PROGRAM, file.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(program.getInputStream(), UTF_8))) {
      assertThat(output.readLine()).isEqualTo("ready");
      pair.swap();
    } finally {
      program.destroyForcibly().waitFor();
    }
    assertThat(Files.readString(pair.onPrimary(NAME))).isEqualTo("n".repeat(BYTES));
    pair.assertEqualCopies();
  }
}
