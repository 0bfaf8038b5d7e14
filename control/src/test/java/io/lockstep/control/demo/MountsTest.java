package io.lockstep.control.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {

  @Test
  void readsMountInfo() {
    List<Mounts.Mount> mounts =
        Mounts.parse(
            List.of(
                "36 35 98:0 /mnt1 /mnt\\040a\\134b rw,noatime master:1 shared:2 - ext3 /dev/root rw",
                "37 35 0:50 / /data rw - fuse.lockstep lockstep rw"));

    assertThat(mounts)
        .containsExactly(
            new Mounts.Mount(Path.of("/mnt a\\b"), "ext3"),
            new Mounts.Mount(Path.of("/data"), "fuse.lockstep"));
    assertThat(mounts).extracting(Mounts.Mount::isFuse).containsExactly(false, true);
  }

  @Test
  void detachesWhatIsMountedBelowADirectory(@TempDir Path directory) throws Exception {
    Path point = Files.createDirectories(directory.resolve("a b/point"));
    Path file = Files.createFile(directory.resolve("file"));
    mount("--bind", directory.toString(), point.toString());
    mount("-t", "tmpfs", "none", point.toString());

    try {
      assertThat(Mounts.below(directory)).hasSize(2);
    } finally {
      assertThat(Mounts.detachBelow(directory)).isEmpty();
    }
    assertThat(Mounts.below(directory)).isEmpty();
    assertThat(file).exists();
  }

  private static void mount(String... arguments) throws Exception {
    java.util.List<String> command = new java.util.ArrayList<>(List.of("mount"));
    command.addAll(List.of(arguments));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
