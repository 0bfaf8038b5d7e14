package io.lockstep.control.bench.targets;

import java.nio.file.Path;
import java.time.Duration;

/** A GlusterFS volume, one of whose bricks is killed and started again. */
final class GlusterReplica implements Replica {
  private static final Awaiting AWAIT =
      new Awaiting(Duration.ofMillis(100), Duration.ofMinutes(10));

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

  private void awaitHealed() throws Exception {
    AWAIT.until(gluster::isHealed, "a GlusterFS that is healed");
  }
}
