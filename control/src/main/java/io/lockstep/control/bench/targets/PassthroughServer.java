package io.lockstep.control.bench.targets;

import io.lockstep.node.capture.Access;
import io.lockstep.node.capture.CaptureConfig;
import io.lockstep.node.capture.CapturedDirectories;
import io.lockstep.node.config.NodeConfig.Mode;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that captures one directory and lets everything through, without journal and peer: what
 * FUSE alone costs. {@code PassthroughServer DIRECTORY PRIVATE_DIRECTORY}, until it is killed.
 */
final class PassthroughServer {
  private static final int WORKERS = 4;

  private PassthroughServer() {}

  public static void main(String[] arguments) throws Exception {
    CaptureConfig config =
        new CaptureConfig(
            "passthrough",
            List.of(Path.of(arguments[0])),
            Path.of(arguments[1]),
            Mode.STRICT,
            WORKERS);
    CapturedDirectories captured =
        CapturedDirectories.mount(config, (_, _, localStep) -> localStep.run());
    Runtime.getRuntime().addShutdownHook(new Thread(captured::close, "passthrough-end"));
    captured.access(Access.WRITE);
    Thread.currentThread().join();
  }
}
