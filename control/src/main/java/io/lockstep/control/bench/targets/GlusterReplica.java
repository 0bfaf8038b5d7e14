package io.lockstep.control.bench.targets;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A GlusterFS volume, one of whose bricks is killed and started again. */
final class GlusterReplica implements Replica {
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Gluster gluster;
  private final Path directory;

  GlusterReplica(Gluster gluster, Path directory) {
    this.gluster = gluster;
    this.directory = directory;
  }

  @Override
  public String name() {
    return Target.GLUSTER;
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public void leave() throws Exception {
    awaitHealed();
    gluster.killSecondBrick();
  }

  @Override
  public Returned comeBack() throws Exception {
    long before = gluster.networkBytes();
    long begin = System.nanoTime();
    gluster.startBricks();
    awaitHealed();
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    return new Returned(time, Duration.ZERO, gluster.networkBytes() - before, 0);
  }

  private void awaitHealed() throws IOException {
    long begin = System.nanoTime();
    while (!gluster.isHealed()) {
      if (System.nanoTime() - begin > LIMIT.toNanos()) {
        throw new CliFailure(ExitCode.IO, "expected GlusterFS to heal in time; it did not");
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }
}
