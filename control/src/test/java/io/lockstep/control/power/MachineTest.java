package io.lockstep.control.power;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.power.LossyStore.Loss;
import io.lockstep.control.testkit.Commands;
import io.lockstep.control.testkit.HarnessExtension;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The machine itself: ext4 on its disk loses what no program has synced, and nothing else. */
class MachineTest {
  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  private final long seed = System.nanoTime();
  private Machine machine;
  private Path data;

  @BeforeEach
  void make() throws Exception {
    System.out.println("MachineTest seed " + seed);
    Path place = harness.open(() -> TemporaryDirectory.create("lockstep-machine-")).path();
    Path node = Files.createDirectory(place.resolve("node"));
    data = node.resolve("data");
    machine = harness.open(() -> Machine.make(place, node, new Random(seed)));
    machine.powerOn();
  }

  private void cycle(Loss loss) throws Exception {
    machine.loseDisk(loss);
    machine.powerOff();
    machine.powerOn();
  }

  private void write(String name, int bytes, boolean sync) throws Exception {
    Path file = machine.seen(data.resolve(name));
    Files.write(file, new byte[bytes]);
    if (sync) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  @Test
  void whatWasSyncedStaysAndTheRestIsLost() throws Exception {
    write("synced", 100_000, true);
    write("not-synced", 100_000, false);
    cycle(Loss.ALL);
    assertThat(Files.size(machine.seen(data.resolve("synced")))).isEqualTo(100_000);
    assertThat(machine.seen(data.resolve("not-synced"))).doesNotExist();
  }

  @Test
  void eachStartHasABootIdOfItsOwn() throws Exception {
    String first = bootId();
    cycle(Loss.NONE);
    assertThat(bootId()).isNotEqualTo(first);
    assertThat(Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))).isNotEqualTo(bootId());
  }

  private String bootId() throws Exception {
    return Commands.require(machine.inside(List.of("cat", "/proc/sys/kernel/random/boot_id")));
  }

  @Test
  void aDatabaseSurvives() throws Exception {
    Path outside = harness.open(() -> TemporaryDirectory.create("lockstep-ledger-")).path();
    SqliteLoad load = new SqliteLoad(outside.resolve("ledger"));
    for (Loss loss : Loss.values()) {
      load.start(machine, data);
      load.awaitMore(30);
      cycle(loss);
      load.check(machine, data);
    }
  }
}
