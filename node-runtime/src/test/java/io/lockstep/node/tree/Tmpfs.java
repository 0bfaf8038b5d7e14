package io.lockstep.node.tree;

import io.lockstep.node.posix.Mounts;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import java.nio.file.Path;

/** A small file system of its own, gone when closed. */
public record Tmpfs(Path directory) implements AutoCloseable {

  public static Tmpfs mount(Path directory, String options) {
    SystemCallException.check(
        "mount",
        Mounts.mount(
            PathBytes.of("tmpfs"),
            PathBytes.of(directory),
            PathBytes.of("tmpfs"),
            0,
            PathBytes.of(options)));
    return new Tmpfs(directory);
  }

  @Override
  public void close() {
    SystemCallException.check(
        "umount2", Mounts.umount2(PathBytes.of(directory), Mounts.MNT_DETACH));
  }
}
