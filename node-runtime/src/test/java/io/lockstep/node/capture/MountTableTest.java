package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountTableTest {

  @Test
  void parsesLinesOfTheKernel() {
    MountTable.Mount mount =
        MountTable.parse(
            "36 35 0:57 /sub /with\\040space\\011and\\134more rw,nosuid master:1 - fuse.lockstep db rw");
    assertThat(mount)
        .isEqualTo(
            new MountTable.Mount(
                "/with space\tand\\more", 57, List.of("rw", "nosuid"), "fuse.lockstep"));
    assertThat(MountTable.parse("1 0 8:1 / / rw - ext4 /dev/vda rw").type()).isEqualTo("ext4");
    assertThatThrownBy(() -> MountTable.parse("1 0 8:1 / / rw ext4"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void findsTheMountThatHoldsAPath() {
    assertThat(MountTable.holding(Path.of("/proc/self/status")).type()).isEqualTo("proc");
    assertThat(MountTable.on(Path.of("/proc"))).isNotEmpty();
    assertThat(MountTable.on(Path.of("/proc/self"))).isEmpty();
  }
}
