package io.lockstep.control.power;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.power.LossyStore.Loss;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.PairConfig;
import io.lockstep.node.role.Role;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * After a loss of power tree and journal are two different things: either may hold what the other
 * lacks. Nothing may be made from the journal as if they were one, however often the daemon was
 * started since.
 */
class TrustAfterPowerLossTest {
  private static final int BYTES = 100_000;
  private static final int PIECES = 40;
  private static final int PIECE_BYTES = 1 << 20;

  @RegisterExtension static final HarnessExtension HARNESS = new HarnessExtension();

  /** All tests are on one pair, and leave it as they found it. */
  private static PoweredPair pair;

  @BeforeAll
  static void start() throws Exception {
    PairConfig.Settings settings =
        new PairConfig.Settings("strict", mount -> "{type: none}", List.of("boot-search: 2s"));
    pair = PoweredPair.start(HARNESS, settings, new Random(1));
  }

  @BeforeEach
  void writeAndSync() throws Exception {
    pair.awaitMirrored();
    assertThat(pair.awaitPrimary()).isEqualTo(Node.ALPHA);
    write("file", 1, true);
  }

  /** On alpha, which is the primary. */
  private static void write(String name, int value, boolean synced) throws Exception {
    byte[] content = new byte[BYTES];
    Arrays.fill(content, (byte) value);
    Path file = pair.seen(Node.ALPHA).resolve(name);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(content));
      if (synced) {
        channel.force(true);
      }
    }
  }

  /** The journal of a node that serves alone is lost, what a program had synced is not. */
  @Test
  void whatTheJournalHasLostIsCompared() throws Exception {
    pair.killNode(Node.BETA);
    pair.await(Node.ALPHA, Role.ALONE);
    pair.syncJournal(Node.ALPHA);
    write("file", 2, true);
    pair.losePower(Loss.ALL, Node.ALPHA);
    pair.powerOn(Node.ALPHA);
    pair.await(Node.ALPHA, Role.ALONE);
    write("other", 3, true);
    pair.restartNode(Node.BETA);
    assertComparedAndEqual();
  }

  /** The journal of a mirror is on disk, the files it was applied to are not. */
  @Test
  void aDaemonThatIsStartedOnceMoreTrustsItsTreeNoMore() throws Exception {
    write("file", 2, false);
    fillTheJournal();
    pair.losePower(Loss.ALL, Node.BETA);
    pair.await(Node.ALPHA, Role.ALONE);
    pair.powerOnWithoutPeer(Node.BETA);
    pair.awaitWaiting(Node.BETA);
    pair.killDaemon(Node.BETA);
    pair.awaitWaiting(Node.BETA);
    pair.connect(Node.BETA);
    assertComparedAndEqual();
  }

  /** With so much that the segment of the write before is finished and synced. */
  private static void fillTheJournal() throws Exception {
    byte[] piece = new byte[PIECE_BYTES];
    for (int i = 0; i < PIECES; i++) {
      Files.write(pair.seen(Node.ALPHA).resolve("filling"), piece);
    }
  }

  private static void assertComparedAndEqual() {
    pair.awaitMirrored();
    assertThat(pair.verdicts(Node.ALPHA).getLast()).contains("by STATE");

    pair.assertEqualCopies();
  }
}
