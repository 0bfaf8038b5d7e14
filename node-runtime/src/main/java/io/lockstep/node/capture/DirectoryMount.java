package io.lockstep.node.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.Mounts;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The mount over one directory, and the private bind mount through which the original stays
 * reachable. Made in two steps, because the original must be open before it is covered: {@link
 * #bind}, then {@link #cover}. One thread.
 */
final class DirectoryMount implements AutoCloseable {

  private static final String TYPE = "fuse.lockstep";
  private static final String DEVICE = "/dev/fuse";
  private static final int MAX_STACKED_MOUNTS = 64;

  /** statx(2), linux/stat.h. */
  private static final int AT_STATX_FORCE_SYNC = 0x2000;

  private final Path directory;
  private final Path original;
  private int device = -1;
  private OptionalLong connection = OptionalLong.empty();
  private boolean covered;
  private boolean bound;

  private DirectoryMount(Path directory, Path original) {
    this.directory = directory;
    this.original = original;
  }

  /**
   * Makes the directory reachable at {@code original}, detaching what a killed daemon has left on
   * either.
   *
   * @throws IllegalStateException if the directory is missing or a living daemon captures it
   */
  static DirectoryMount bind(Path configured, Path original) {
    Path directory = canonical(configured);
    uncover(directory);
    requireDirectory(directory);
    DirectoryMount mount = new DirectoryMount(directory, original);
    try {
      mount.bindOriginal();
      return mount;
    } catch (RuntimeException e) {
      mount.close();
      throw e;
    }
  }

  /** Both mounts as an earlier process has left them; see {@link #serve}. */
  static DirectoryMount adopt(ParkedMount left) {
    DirectoryMount mount = new DirectoryMount(left.directory(), left.original());
    mount.covered = true;
    mount.bound = true;
    return mount;
  }

  /** Takes away what a killed daemon has left of both mounts. */
  static void detach(Path directory, Path original) {
    uncover(directory);
    detachAll(original);
  }

  static boolean isOurs(MountTable.Mount mount) {
    return mount.type().equals(TYPE);
  }

  /** What is mounted upon, as the mount table spells it. */
  Path directory() {
    return directory;
  }

  /** Where the original is reachable. */
  Path original() {
    return original;
  }

  /** Mounts over the directory: the descriptor of {@code /dev/fuse} that serves it. */
  int cover(String module) {
    device =
        SystemCallException.check(
            directory + ": opening " + DEVICE + ", which needs root and the kernel module fuse",
            Descriptors.open(PathBytes.of(DEVICE), OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC, 0));
    String data =
        "fd=%d,rootmode=40000,user_id=0,group_id=0,default_permissions,allow_other"
            .formatted(device);
    SystemCallException.check(
        directory + ": mounting on it, which needs root and the kernel module fuse",
        Mounts.mount(
            PathBytes.of(module),
            PathBytes.of(directory),
            TYPE.getBytes(US_ASCII),
            inheritedFlags(),
            data.getBytes(US_ASCII)));
    covered = true;
    return device;
  }

  /** syncfs(2) of what is mounted here; best effort. */
  void sync() {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;
    int fd = Descriptors.open(PathBytes.of(directory), flags, 0);
    if (fd >= 0) {
      Mounts.syncfs(fd);
      Descriptors.close(fd);
    }
  }

  /**
   * Takes the mount away. Pages that are not written yet are, if nobody uses it; otherwise the
   * connection is aborted (MNT_FORCE, umount2(2)) and the mount detached, so that its users get
   * errors instead of waiting for ever.
   */
  void uncover() {
    if (!covered) {
      return;
    }
    connection = ownConnection();
    byte[] path = PathBytes.of(directory);
    int result = Mounts.umount2(path, Mounts.UMOUNT_NOFOLLOW);
    if (result == -Errno.EBUSY) {
      Mounts.abort(path);
    }
    covered = false;
  }

  /**
   * Another mount namespace may have a copy of a mount that was taken away here: a container, or a
   * service with mounts of its own. Its users get errors from now on, and the workers end.
   */
  void endConnection() {
    if (connection.isPresent()) {
      FuseControl.abort(connection.getAsLong());
    }
  }

  private OptionalLong ownConnection() {
    return MountTable.on(directory).stream()
        .filter(DirectoryMount::isOurs)
        .mapToLong(MountTable.Mount::device)
        .reduce((_, last) -> last);
  }

  /** Takes the mount away without asking those who use it, or waiting for what they write. */
  void abort() {
    if (covered) {
      Mounts.abort(PathBytes.of(directory));
      covered = false;
    }
  }

  /** The descriptor that serves an adopted mount is closed with it from now on. */
  void serve(int adoptedDevice) {
    device = adoptedDevice;
  }

  /** The mount was taken away: nobody needs its descriptor any more. */
  void closeDevice() {
    if (device >= 0) {
      Descriptors.close(device);
      device = -1;
    }
  }

  /** Takes everything away that is still there; a second time does nothing. */
  @Override
  public void close() {
    uncover();
    closeDevice();
    if (bound) {
      Mounts.umount2(PathBytes.of(original), Mounts.MNT_DETACH | Mounts.UMOUNT_NOFOLLOW);
      bound = false;
    }
  }

  private void bindOriginal() {
    detachAll(original);
    try {
      Files.createDirectories(original);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] target = PathBytes.of(original);
    SystemCallException.check(
        "%s: bind mount on %s, which needs root".formatted(directory, original),
        Mounts.mount(PathBytes.of(directory), target, null, Mounts.MS_BIND, null));
    bound = true;
    // Otherwise the mount over the directory would propagate to its bind mount.
    SystemCallException.check(
        "private mount " + original, Mounts.mount(target, target, null, Mounts.MS_PRIVATE, null));
  }

  private long inheritedFlags() {
    MountTable.Mount holder = MountTable.holding(original);
    return (holder.options().contains("nosuid") ? Mounts.MS_NOSUID : 0)
        | (holder.options().contains("nodev") ? Mounts.MS_NODEV : 0);
  }

  /**
   * As the mount table spells it. The directory itself is not touched: a dead mount may be on it.
   */
  static Path canonical(Path directory) {
    Path parent = directory.getParent();
    if (!directory.isAbsolute() || parent == null) {
      throw new IllegalStateException(
          directory + ": expected an absolute path below /, correct the configuration");
    }
    try {
      return parent.toRealPath().resolve(directory.getFileName());
    } catch (IOException e) {
      throw new IllegalStateException(
          directory
              + ": expected a directory, found nothing; create it or correct the configuration",
          e);
    }
  }

  /** Detaches the mounts of killed daemons; refuses if one of them answers. */
  private static void uncover(Path directory) {
    for (int i = 0; i < MAX_STACKED_MOUNTS && isCovered(directory); i++) {
      int alive = ask(directory);
      if (alive != -Errno.ENOTCONN && alive != -Errno.ECONNABORTED) {
        throw new IllegalStateException(
            directory
                + " is already mounted: another lockstep daemon captures it; stop that one first");
      }
      SystemCallException.check(
          "unmount of what a killed daemon left on " + directory,
          Mounts.umount2(PathBytes.of(directory), Mounts.MNT_DETACH | Mounts.UMOUNT_NOFOLLOW));
    }
  }

  /** Reads attributes from whoever serves the mount, not from the kernel's cache. */
  private static int ask(Path directory) {
    try (Arena arena = Arena.ofConfined()) {
      return Attributes.statx(
          Descriptors.AT_FDCWD,
          PathBytes.of(directory),
          Attributes.AT_SYMLINK_NOFOLLOW | AT_STATX_FORCE_SYNC,
          Stat.BASIC,
          arena.allocate(Stat.BYTES, Long.BYTES));
    }
  }

  /** Whether the uppermost mount on the path is one of ours. */
  static boolean isCovered(Path directory) {
    var mounts = MountTable.on(directory);
    return !mounts.isEmpty() && mounts.getLast().type().equals(TYPE);
  }

  private static void detachAll(Path path) {
    for (int i = 0; i < MAX_STACKED_MOUNTS && !MountTable.on(path).isEmpty(); i++) {
      SystemCallException.check(
          "unmount of what a killed daemon left on " + path,
          Mounts.umount2(PathBytes.of(path), Mounts.MNT_DETACH | Mounts.UMOUNT_NOFOLLOW));
    }
  }

  private static void requireDirectory(Path directory) {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new IllegalStateException(
          directory
              + ": expected a directory, found "
              + (Files.exists(directory, LinkOption.NOFOLLOW_LINKS) ? "something else" : "nothing")
              + "; create it or correct the configuration");
    }
  }
}
