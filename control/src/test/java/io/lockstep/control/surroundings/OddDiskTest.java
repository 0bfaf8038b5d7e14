package io.lockstep.control.surroundings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.control.testkit.Commands;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.node.role.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Originals that become read-only, and a peer whose file system can store less. */
@Timeout(300)
class OddDiskTest {

  private static final int FILE_BYTES = 64 << 10;

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  /** First the peer's: while it has applied nothing, nothing is open there for writing. */
  @Test
  void anOriginalBecomesReadOnly() throws Exception {
    Surroundings around = Surroundings.prepare(harness, "strict");
    around.dataDisk(Node.ALPHA, "ext4", 24);
    around.dataDisk(Node.BETA, "ext4", 24);
    around.pair().startMirrored();
    thePeersOriginalBecomesReadOnly(around);
    thePrimarysOriginalBecomesReadOnly(around);
  }

  private static void thePrimarysOriginalBecomesReadOnly(Surroundings around) throws Exception {
    assertThat(around.write(Node.ALPHA, "before", FILE_BYTES)).isEmpty();

    around.remount(Node.ALPHA, "ro");
    Path file = around.mount(Node.ALPHA).resolve("before");
    assertThatThrownBy(() -> Files.delete(file)).hasMessageContaining("Read-only file system");
    around.awaitEvent(Node.ALPHA, "disk.refused", "EROFS");
    around.assertEqualCopies();

    around.remount(Node.ALPHA, "rw");
    Files.delete(file);
    assertThat(around.write(Node.ALPHA, "after", FILE_BYTES)).isEmpty();
    around.awaitMirrored(Node.ALPHA);
    around.assertEqualCopies();
  }

  private static void thePeersOriginalBecomesReadOnly(Surroundings around) throws Exception {
    around.remount(Node.BETA, "ro");
    assertThat(around.write(Node.ALPHA, "meanwhile", FILE_BYTES)).isEmpty();
    around.pair().node(Node.ALPHA).awaitReady(Role.ALONE, Surroundings.LIMIT);
    around.awaitEvent(Node.BETA, "mirror.unable", around.mount(Node.BETA) + " is read-only");

    around.remount(Node.BETA, "rw");
    around.awaitMirrored(Node.ALPHA);
    around.assertEqualCopies();
  }

  /** XFS takes attributes of 64 KiB, ext4 with blocks of 1 KiB does not. */
  @Test
  void whatThePeerCannotStore() throws Exception {
    Surroundings around = Surroundings.prepare(harness, "strict");
    around.dataDisk(Node.ALPHA, "xfs", 310);
    around.dataDisk(Node.BETA, "ext4 -b 1024", 24);
    around.pair().startMirrored();
    assertThat(around.write(Node.ALPHA, "n".repeat(255), FILE_BYTES)).isEmpty();
    assertThat(around.write(Node.ALPHA, "file", FILE_BYTES)).isEmpty();
    around.assertEqualCopies();

    Path file = around.mount(Node.ALPHA).resolve("file");
    Commands.require(List.of("setfattr", "-n", "user.big", "-v", "x".repeat(8000), "" + file));
    around.pair().node(Node.ALPHA).awaitReady(Role.ALONE, Surroundings.LIMIT);
    around.awaitEvent(Node.BETA, "mirror.unable", "setxattr user.big");
    assertThat(around.events(Node.BETA, "peer.met")).hasSizeLessThan(8);

    Commands.require(List.of("setfattr", "-x", "user.big", file.toString()));
    around.awaitMirrored(Node.ALPHA);
    around.assertEqualCopies();
  }
}
