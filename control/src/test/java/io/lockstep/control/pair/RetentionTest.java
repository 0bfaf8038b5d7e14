package io.lockstep.control.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.PairConfig;
import io.lockstep.control.testkit.PairHarness;
import io.lockstep.node.role.Role;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node is away for longer than the journal is kept, on real processes and disks. */
class RetentionTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int FILES = 40;
  private static final int FILE_BYTES = 1 << 20;

  /** 8 MiB are kept in segments of 4 MiB; one is in use, and one more may be under way. */
  private static final long MOST_SEGMENTS = 5;

  private static final int LARGE_MIB = 320;

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  @Test
  void theJournalStaysSmallAndTheNodeThatWasAwayIsSynchronisedByState() throws Exception {
    PairHarness pair = PairHarness.prepare(harness, PairConfig.Settings.bare("strict"));
    for (Node node : Node.values()) {
      keepLittle(pair.config().file(node));
    }
    writeMoreThanTheHeap(pair.config().mount(Node.ALPHA));
    pair.startMirrored();
    // At once, not in several attempts.
    assertThat(events(pair, "peer.met")).hasSize(1);
    writeFiles(pair.config().mount(Node.ALPHA), "together");
    awaitFewSegments(pair, Node.ALPHA);
    awaitFewSegments(pair, Node.BETA);
    pair.node(Node.BETA).kill();
    pair.node(Node.ALPHA).awaitReady(Role.ALONE, LIMIT);
    writeFiles(pair.config().mount(Node.ALPHA), "alone");
    awaitFewSegments(pair, Node.ALPHA);
    Awaitility.await("it is told that beta is left behind")
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(events(pair, "retain.exceeded")).hasSize(1));

    pair.node(Node.BETA).restart();
    pair.node(Node.BETA).awaitReady(Role.SECOND, LIMIT);
    assertThat(events(pair, "retain.exceeded")).hasSize(1);
    // At the first start, and now.
    assertThat(events(pair, "peer.met"))
        .hasSizeGreaterThan(1)
        .allMatch(met -> met.facts().get("verdict").toString().contains("by STATE"));
    for (String prefix : List.of("together", "alone")) {
      for (int i = 0; i < FILES; i++) {
        Path file = Path.of(prefix + i);
        assertThat(pair.config().mount(Node.BETA).resolve(file))
            .hasSameBinaryContentAs(pair.config().mount(Node.ALPHA).resolve(file));
      }
    }
  }

  private static void keepLittle(Path config) throws IOException {
    String text = Files.readString(config);
    Files.writeString(
        config,
        text.replace("segment-size: 16MiB", "segment-size: 4MiB")
            .replace("retain: 512MiB", "retain: 8MiB"));
  }

  /** Nodes of tests have 256 MiB: what crosses the link must not pile up on either side. */
  private static void writeMoreThanTheHeap(Path directory) throws IOException {
    byte[] bytes = new byte[1 << 20];
    Random random = new Random(1);
    try (OutputStream large = Files.newOutputStream(directory.resolve("large"))) {
      for (int i = 0; i < LARGE_MIB; i++) {
        random.nextBytes(bytes);
        large.write(bytes);
      }
    }
  }

  private static void writeFiles(Path mount, String prefix) throws IOException {
    byte[] bytes = new byte[FILE_BYTES];
    Random random = new Random(prefix.hashCode());
    for (int i = 0; i < FILES; i++) {
      random.nextBytes(bytes);
      Files.write(mount.resolve(prefix + i), bytes);
    }
  }

  private static void awaitFewSegments(PairHarness pair, Node node) {
    Path journal =
        pair.config().state(node).resolve("modules").resolve(PairConfig.MODULE).resolve("journal");
    Awaitility.await(node + " has dropped old segments")
        .atMost(LIMIT)
        .until(() -> directories(journal) <= MOST_SEGMENTS);
  }

  private static long directories(Path journal) throws IOException {
    try (Stream<Path> entries = Files.list(journal)) {
      return entries.filter(Files::isDirectory).count();
    }
  }

  private static List<NodeClient.Event> events(PairHarness pair, String type) {
    return pair.node(Node.ALPHA).client().events(EventQuery.all().type(type)).events();
  }
}
