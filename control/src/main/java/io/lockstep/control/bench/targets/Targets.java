package io.lockstep.control.bench.targets;

import io.lockstep.control.bench.load.Programs;
import io.lockstep.control.demo.JavaCommand;
import io.lockstep.control.demo.OwnedResources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes the directories that are compared, below one directory of one file system. */
public final class Targets {
  /** Those that need nothing but Lockstep, in the order of the table. */
  public static final List<String> USUAL =
      List.of(Target.NATIVE, Target.PASSTHROUGH, Target.STRICT, Target.BARRIER);

  /** All of them. */
  public static final List<String> ALL =
      List.of(
          Target.NATIVE,
          Target.PASSTHROUGH,
          Target.STRICT,
          Target.BARRIER,
          Target.GLUSTER,
          Target.LSYNCD);

  /** What can go away and come back. */
  public static final List<String> RETURNING =
      List.of(Target.STRICT, Target.BARRIER, Target.GLUSTER, Target.RSYNC);

  /** Those of them that are compared usually. */
  public static final List<String> REPLICAS = List.of(Target.STRICT, Target.GLUSTER, Target.RSYNC);

  private final Surroundings surroundings;

  /**
   * Starts nothing yet.
   *
   * @param own ends what targets are made of
   */
  public Targets(Path root, JavaCommand java, OwnedResources own) {
    this.surroundings = new Surroundings(root, java, own);
  }

  /** The Debian package that a target needs, if it is missing. */
  public static Optional<String> missingPackage(String name) {
    return switch (name) {
      case Target.GLUSTER -> Gluster.missingPackage();
      case Target.LSYNCD -> Lsyncd.missingPackage();
      default -> Optional.empty();
    };
  }

  /** Starts what is behind a target and waits until it can be used. */
  public Target start(String name) throws Exception {
    return new Target(
        name,
        switch (name) {
          case Target.NATIVE -> original();
          case Target.PASSTHROUGH -> Passthrough.start(surroundings);
          case Target.GLUSTER -> Gluster.start(surroundings).mount();
          case Target.LSYNCD -> Lsyncd.start(surroundings);
          default -> pair(name).mount();
        });
  }

  /** A mirrored pair of a mode. */
  public LockstepPair pair(String mode) throws Exception {
    return LockstepPair.start(surroundings, mode);
  }

  /** The Debian package that a replica needs, if it is missing. */
  public static Optional<String> missingForReplica(String name) {
    return name.equals(Target.RSYNC) ? RsyncReplica.missingPackage() : missingPackage(name);
  }

  /** Starts two copies of a directory: a pair of a mode, GlusterFS, or rsync. */
  public Replica replica(String name, Programs programs) throws Exception {
    return switch (name) {
      case Target.GLUSTER -> Gluster.start(surroundings).replica();
      case Target.RSYNC -> new RsyncReplica(surroundings, programs);
      default -> {
        LockstepPair pair = pair(name);
        yield surroundings.own().open(() -> new LockstepReplica(name, pair));
      }
    };
  }

  private Path original() throws Exception {
    Path directory = surroundings.directory(Target.NATIVE);
    surroundings.spread(directory);
    return directory;
  }
}
