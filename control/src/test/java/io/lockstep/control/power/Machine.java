package io.lockstep.control.power;

import io.lockstep.control.power.LossyStore.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * What a power switch is for: a disk that loses what was not synced, a boot id that is another one
 * after each start, and all processes, which live in a mount namespace of their own. One thread.
 */
final class Machine implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int DISK_MEBIBYTES = 768;

  /**
   * Mounts of this host are taken out of the new namespace: a daemon that unmounts one of them
   * would wait until nobody has it any more.
   */
  private static final String BOOT =
      """
      set -eu
      awk '{ for (i = 7; i < NF; i++) if ($i == "-" && $(i + 1) ~ /^fuse/) print $5 }' \
          /proc/self/mountinfo | xargs -r -n1 umount -l
      mount -t ext4 "$1" "$2"
      mkdir -p "$2/state" "$2/data" "$3/state" "$3/data"
      mount --bind "$2/state" "$3/state"
      mount --bind "$2/data" "$3/data"
      mount --bind "$4" /proc/sys/kernel/random/boot_id
      echo up
      exec sleep infinity
      """;

  private final Path place;
  private final Path node;
  private final Random random;
  private LossyDisk disk;
  private Process init;

  private Machine(Path place, Path node, Random random) {
    this.place = place;
    this.node = node;
    this.random = random;
  }

  /**
   * Makes its disk; it is switched off.
   *
   * @param place an empty directory of the host's, for what the machine consists of
   * @param node the directory whose {@code state} and {@code data} are on its disk
   */
  static Machine make(Path place, Path node, Random random) throws Exception {
    Machine machine = new Machine(place, node, random);
    LossyDisk.format(machine.image(), DISK_MEBIBYTES);
    for (String directory : List.of("layer", "disk")) {
      Files.createDirectories(place.resolve(directory));
    }
    return machine;
  }

  private Path image() {
    return place.resolve("image");
  }

  /** Power on: the file system is mounted, which plays its journal back. */
  void powerOn() throws Exception {
    disk = LossyDisk.powerOn(image(), place.resolve("layer"), random);
    Path bootId = Files.writeString(place.resolve("boot_id"), UUID.randomUUID() + "\n");
    Path said = place.resolve("boot.log");
    init =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "bash",
                "-c",
                BOOT,
                "boot",
                disk.device(),
                place.resolve("disk").toString(),
                node.toString(),
                bootId.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    Awaitility.await("boot")
        .pollInterval(Duration.ofMillis(10))
        .atMost(LIMIT)
        .until(() -> Files.readString(said).contains("up") || !init.isAlive());
    if (!init.isAlive()) {
      close();
      throw new IOException("expected a machine that starts, found: " + Files.readString(said));
    }
  }

  boolean isOn() {
    return init != null;
  }

  /** A command as it has to be run to run on this machine. */
  List<String> inside(List<String> command) {
    List<String> inside =
        new ArrayList<>(List.of("nsenter", "--mount=/proc/" + init.pid() + "/ns/mnt"));
    inside.addAll(command);
    return inside;
  }

  /** A path of the machine as this host reaches it, while the machine is on. */
  Path seen(Path path) {
    return Path.of("/proc/" + init.pid() + "/root" + path);
  }

  /** The replicated directory below the capture. */
  Path backing() {
    return seen(place.resolve("disk").resolve("data"));
  }

  /**
   * The first half of a power loss: this is the moment. Nothing reaches the disk any more; {@link
   * #powerOff} ends what still runs.
   */
  int loseDisk(Loss loss) throws IOException {
    return disk.losePower(loss);
  }

  /** Everything that runs is gone when it returns. */
  void powerOff() throws Exception {
    List<ProcessHandle> members = members();
    members.forEach(ProcessHandle::destroyForcibly);
    // Only now: what waits for the disk must not see an error and act on it.
    disk.release();
    for (ProcessHandle member : members) {
      member.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    disk.close();
    init = null;
    disk = null;
  }

  private List<ProcessHandle> members() throws IOException {
    if (!init.isAlive()) {
      return List.of();
    }
    Path own = namespace(init.pid());
    List<ProcessHandle> members = new ArrayList<>();
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      for (ProcessHandle process : (Iterable<ProcessHandle>) all::iterator) {
        if (isIn(own, process)) {
          members.add(process);
        }
      }
    }
    return members;
  }

  private static boolean isIn(Path namespace, ProcessHandle process) {
    try {
      return namespace(process.pid()).equals(namespace);
    } catch (IOException endedMeanwhile) {
      return false;
    }
  }

  private static Path namespace(long pid) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/mnt"));
  }

  @Override
  public void close() throws Exception {
    if (isOn()) {
      powerOff();
    }
  }
}
