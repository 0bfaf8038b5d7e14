package io.lockstep.control.surroundings;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.node.role.Role;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each of the four disks of a mirror is full once; afterwards nobody has to give a command. */
@Timeout(300)
class FullDiskTest {

  private static final int FILE_BYTES = 1 << 20;

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  /** The peer has acknowledged what this disk refuses: it is healed before the error is told. */
  @Test
  void thePrimarysData() throws Exception {
    Surroundings around = Surroundings.prepare(harness, "strict");
    around.dataDisk(Node.ALPHA, "ext4", 24);
    around.pair().startMirrored();

    int written = 0;
    String said = "";
    while (said.isEmpty()) {
      said = around.write(Node.ALPHA, "f" + written++, FILE_BYTES);
    }
    assertThat(said).isEqualTo(SmallDisk.NO_SPACE);
    assertThat(written).isGreaterThan(10);
    around.awaitMirrored(Node.ALPHA);
    around.assertEqualCopies();
    around.awaitEvent(Node.ALPHA, "disk.refused", "ENOSPC");

    for (int i = 0; i < written / 2; i++) {
      Files.delete(around.mount(Node.ALPHA).resolve("f" + i));
    }
    assertThat(around.write(Node.ALPHA, "again", FILE_BYTES)).isEmpty();
    around.awaitMirrored(Node.ALPHA);
    around.assertEqualCopies();
  }

  /** It says so before it acknowledges; the application notices nothing. */
  @Test
  void thePeersData() throws Exception {
    Surroundings around = Surroundings.prepare(harness, "strict");
    around.dataDisk(Node.BETA, "ext4", 24);
    around.pair().startMirrored();

    for (int i = 0; i < 30; i++) {
      assertThat(around.write(Node.ALPHA, "f" + i, FILE_BYTES)).isEmpty();
    }
    around.pair().node(Node.ALPHA).awaitReady(Role.ALONE, Surroundings.LIMIT);
    around.awaitEvent(
        Node.BETA, "mirror.unable", around.mount(Node.BETA) + " is nearly full", "make room");
    around.awaitEvent(Node.ALPHA, "peer.left", "is nearly full");

    // Only the synchronisation itself can make the room: what was deleted is deleted there.
    for (int i = 0; i < 25; i++) {
      Files.delete(around.mount(Node.ALPHA).resolve("f" + i));
    }
    around.awaitMirrored(Node.ALPHA);
    around.assertEqualCopies();
    assertThat(around.events(Node.BETA, "peer.met")).hasSizeLessThan(12);
  }

  /** Somebody else's file is in the way: the mirror goes on in this node's place. */
  @Test
  void thePrimarysJournal() throws Exception {
    Surroundings around = Surroundings.prepare(harness, "strict");
    SmallDisk journal = around.journalDisk(Node.ALPHA, "ext4", 64);
    around.pair().startMirrored();
    journal.fill();

    String said = "";
    for (int i = 0; i < 30 && said.isEmpty(); i++) {
      said = around.write(Node.ALPHA, "f" + i, FILE_BYTES);
    }
    assertThat(said).isEqualTo(SmallDisk.NO_SPACE);
    around.awaitEvent(Node.ALPHA, "journal.refuses", "no space left on device, make room");
    around.pair().node(Node.BETA).awaitReady(Role.ALONE, Surroundings.LIMIT);
    assertThat(around.write(Node.BETA, "there", FILE_BYTES)).isEmpty();

    journal.giveBack();
    around.awaitMirrored(Node.BETA);
    assertThat(around.write(Node.BETA, "both", FILE_BYTES)).isEmpty();
    around.assertEqualCopies();
  }

  @Test
  void thePeersJournal() throws Exception {
    Surroundings around = Surroundings.prepare(harness, "strict");
    SmallDisk journal = around.journalDisk(Node.BETA, "ext4", 64);
    around.pair().startMirrored();
    journal.fill();

    for (int i = 0; i < 30; i++) {
      assertThat(around.write(Node.ALPHA, "f" + i, FILE_BYTES)).isEmpty();
    }
    around.pair().node(Node.ALPHA).awaitReady(Role.ALONE, Surroundings.LIMIT);
    around.awaitEvent(Node.BETA, "mirror.unable", "journal", "no space left on device, make room");

    journal.giveBack();
    around.awaitMirrored(Node.ALPHA);
    around.assertEqualCopies();
  }

  /** More is to be retained than the disks can hold: history goes, nobody notices. */
  @Test
  void journalDisksSmallerThanWhatIsToBeRetained() throws Exception {
    Surroundings around = Surroundings.prepare(harness, "strict");
    around.journalDisk(Node.ALPHA, "ext4", 64);
    around.journalDisk(Node.BETA, "ext4", 64);
    around.pair().startMirrored();

    for (int i = 0; i < 90; i++) {
      assertThat(around.write(Node.ALPHA, "f" + i, FILE_BYTES)).isEmpty();
    }
    around.awaitEvent(Node.ALPHA, "journal.disk-nearly-full", "less history is kept");
    around.awaitMirrored(Node.ALPHA);
    around.assertEqualCopies();
  }
}
