package io.lockstep.node.capture;

import io.lockstep.node.shelter.Shelter.Parked;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The mounts that an earlier process of this node has left, if they can be gone on with. */
final class LeftMounts {

  private LeftMounts() {}

  /**
   * All mounts of the module in their order, or none; then what there is of them is ended. Only
   * mounts that were open for writing are worth it: on others no application waits.
   */
  static List<ParkedMount> of(CaptureConfig config) {
    Map<String, Parked> parked =
        config.afterlife().shelter().take(ParkedMount.prefix(config.module()));
    List<ParkedMount> mounts = new ArrayList<>();
    for (int root = 0; root < config.directories().size(); root++) {
      ParkedMount mount = ParkedMount.of(parked, config.module(), root);
      if (mount == null || !isUsable(mount, config, root)) {
        ParkedMount.discard(config.afterlife().shelter(), parked);
        return List.of();
      }
      mounts.add(mount);
    }
    return mounts;
  }

  private static boolean isUsable(ParkedMount mount, CaptureConfig config, int root) {
    Path original = bind(config, root);
    return mount.access() == Access.WRITE
        && mount.mode() == config.mode()
        && mount.original().equals(original)
        && mount.directory().equals(DirectoryMount.canonical(config.directories().get(root)))
        && DirectoryMount.isCovered(mount.directory())
        && !MountTable.on(original).isEmpty();
  }

  /** Where the original of a directory is mounted privately. */
  static Path bind(CaptureConfig config, int root) {
    return config.privateDir().resolve(Integer.toString(root));
  }
}
