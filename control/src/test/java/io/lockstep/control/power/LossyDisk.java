package io.lockstep.control.power;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lockstep.control.power.LossyStore.Loss;
import io.lockstep.control.testkit.Commands;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Mounts;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;

/**
 * A block device over a {@link LossyStore}: a loop device over the one file of a FUSE file system.
 * The loop driver passes the page cache by and makes each flush of the device an fsync of the file.
 * One for each time between power on and power off. Needs root.
 */
final class LossyDisk implements AutoCloseable {
  private static final String TYPE = "fuse.lossy";
  private static final String FILE = "disk.img";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path mount;
  private final LossyStore store;
  private final LossyServer server;
  private String device = "";

  private LossyDisk(Path mount, LossyStore store, LossyServer server) {
    this.mount = mount;
    this.store = store;
    this.server = server;
  }

  /** An image with an empty ext4 file system in it. */
  static void format(Path image, int mebibytes) throws Exception {
    Commands.require("truncate -s " + mebibytes + "M " + image);
    Commands.require("mkfs.ext4 -q -b 4096 " + image);
  }

  /**
   * Power on.
   *
   * @param mount an empty directory, for the FUSE file system
   */
  static LossyDisk powerOn(Path image, Path mount, Random random) throws Exception {
    int fuse =
        SystemCallException.check(
            "open /dev/fuse",
            Descriptors.open(
                PathBytes.of(Path.of("/dev/fuse")), OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC, 0));
    mountOn(mount, fuse);
    LossyStore store = LossyStore.open(image, random);
    LossyDisk disk =
        new LossyDisk(mount, store, LossyServer.start(fuse, FILE.getBytes(US_ASCII), image, store));
    try {
      disk.device =
          Commands.require("losetup --find --show --direct-io=on " + mount.resolve(FILE)).strip();
      return disk;
    } catch (IOException e) {
      disk.close();
      throw e;
    }
  }

  private static void mountOn(Path mount, int fuse) {
    String data = "fd=%d,rootmode=40000,user_id=0,group_id=0".formatted(fuse);
    SystemCallException.check(
        "mount on " + mount,
        Mounts.mount(
            "lossy".getBytes(US_ASCII),
            PathBytes.of(mount),
            TYPE.getBytes(US_ASCII),
            0,
            data.getBytes(US_ASCII)));
  }

  /** The block device: {@code /dev/loopN}. */
  String device() {
    return device;
  }

  /**
   * The power goes: from now on nothing is answered until {@link #release}, so that nobody can act
   * on an error that a machine without power would never see.
   *
   * @return how many blocks were lost
   */
  int losePower(Loss loss) throws IOException {
    return server.losePower(loss);
  }

  /** Whoever waits for the disk gets an error; to be called when its users have been killed. */
  void release() {
    server.release();
  }

  /** Takes everything away; waits until the last user of the device has gone. */
  @Override
  public void close() throws Exception {
    server.release();
    if (!device.isEmpty()) {
      Commands.run(java.util.List.of("losetup", "--detach", device));
      Awaitility.await(device + " is free").atMost(LIMIT).until(() -> !isAttached());
    }
    Mounts.umount2(PathBytes.of(mount), Mounts.MNT_FORCE);
    Mounts.umount2(PathBytes.of(mount), Mounts.MNT_DETACH);
    server.close();
    store.close();
  }

  private boolean isAttached() throws IOException {
    Path backing =
        Path.of("/sys/block", Path.of(device).getFileName().toString(), "loop", "backing_file");
    return Files.exists(backing)
        && Files.readString(backing).strip().equals(mount.resolve(FILE).toString());
  }
}
