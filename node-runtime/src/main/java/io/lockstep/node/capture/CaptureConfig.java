package io.lockstep.node.capture;

import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.scope.Exclusion;
import java.nio.file.Path;
import java.util.List;

/**
 * What is captured, and how.
 *
 * @param module name of the module; the source shown in the mount table
 * @param directories the replicated directories, absolute; their order gives the root file ids
 * @param privateDir where the originals stay reachable, as {@code <privateDir>/<index>}; never
 *     inside a replicated directory
 * @param mode STRICT: a write returns when it is acknowledged; BARRIER: the kernel may hold written
 *     pages back until a barrier
 * @param exclusion names that are not replicated
 * @param knownFiles how many files the kernel may keep in its cache before it is asked to forget
 *     such as nobody uses
 * @param workers request threads per directory, at least 1
 * @param afterlife what lets the next process go on with the mounts
 */
public record CaptureConfig(
    String module,
    List<Path> directories,
    Path privateDir,
    Exclusion exclusion,
    Mode mode,
    int workers,
    int knownFiles,
    Afterlife afterlife) {

  public CaptureConfig {
    directories = List.copyOf(directories);
    if (workers < 1) {
      throw new IllegalArgumentException("workers: expected at least 1, found " + workers);
    }
  }

  /** A capture of everything, whose mounts end with the process. */
  public CaptureConfig(
      String module, List<Path> directories, Path privateDir, Mode mode, int workers) {
    this(
        module,
        directories,
        privateDir,
        Exclusion.NONE,
        mode,
        workers,
        knownFilesByHeap(),
        Afterlife.NONE);
  }

  /** So many that they take up a quarter of the heap. */
  public static int knownFilesByHeap() {
    return Pruning.limitByHeap();
  }
}
