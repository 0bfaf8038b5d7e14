package io.lockstep.node.capture;

import io.lockstep.node.config.NodeConfig.Mode;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that captures one directory and lets everything through, until its standard input ends:
 * {@code PassthroughDaemon <directory> <private directory> [BARRIER]}. Says {@code ready} once the
 * directory can be used.
 */
final class PassthroughDaemon {

  private PassthroughDaemon() {}

  public static void main(String[] arguments) throws Exception {
    Mode mode = arguments.length > 2 ? Mode.valueOf(arguments[2]) : Mode.STRICT;
    CaptureConfig config =
        new CaptureConfig(
            "passthrough",
            List.of(Path.of(arguments[0])),
            Path.of(arguments[1]),
            mode,
            Math.max(2, Runtime.getRuntime().availableProcessors() * 2));
    try (CapturedDirectories captured =
        CapturedDirectories.mount(config, (_, _, localStep) -> localStep.run())) {
      captured.access(Access.WRITE);
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // Until whoever started it closes the pipe.
      }
    }
  }
}
