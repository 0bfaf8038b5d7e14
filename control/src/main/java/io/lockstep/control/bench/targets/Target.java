package io.lockstep.control.bench.targets;

import java.nio.file.Path;

/**
 * A directory that workloads are run in.
 *
 * @param name as it stands in the table
 */
public record Target(String name, Path directory) {
  /** The original file system. */
  public static final String NATIVE = "native";

  /** Lockstep's file system without journal and peer. */
  public static final String PASSTHROUGH = "passthrough";

  /** A mirrored pair whose writes return when both nodes have them. */
  public static final String STRICT = "strict";

  /** A mirrored pair whose barriers return when both nodes have all before them. */
  public static final String BARRIER = "barrier";

  /** GlusterFS, two replicas, writes return when both bricks have them. */
  public static final String GLUSTER = "gluster";

  /** A directory that rsync(1) copies when it is told to. */
  public static final String RSYNC = "rsync";

  /** A directory that lsyncd(1) copies, some time later. */
  public static final String LSYNCD = "lsyncd";
}
