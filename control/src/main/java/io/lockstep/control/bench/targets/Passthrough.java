package io.lockstep.control.bench.targets;

import io.lockstep.control.demo.ChildProcess;
import java.nio.file.Path;
import java.util.List;

/** Lockstep's file system alone, in a process of its own. */
final class Passthrough {
  private static final List<String> HEAP = List.of("-Xms64m", "-Xmx512m", "-XX:+UseSerialGC");

  private Passthrough() {}

  /** Starts it; returns its directory when it serves. */
  static Path start(Surroundings surroundings) throws Exception {
    Path directory = surroundings.directory(Target.PASSTHROUGH);
    Path below = surroundings.directory(Target.PASSTHROUGH + "-below");
    surroundings.spread(directory);
    surroundings.detachAtEnd();
    ChildProcess server =
        surroundings.start(
            surroundings
                .java()
                .of(
                    PassthroughServer.class,
                    HEAP,
                    List.of(directory.toString(), below.toString())));
    surroundings.await(server, () -> Surroundings.isMounted(directory));
    return directory;
  }
}
