package io.lockstep.control.surroundings;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.testkit.Commands;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.PairConfig;
import io.lockstep.control.testkit.PairHarness;
import io.lockstep.node.role.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A pair of daemons with small segments, some of whose directories are disks of their own. */
final class Surroundings {

  static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int PIECE_BYTES = 64 << 10;

  private final HarnessExtension owner;
  private final PairHarness pair;

  private Surroundings(HarnessExtension owner, PairHarness pair) {
    this.owner = owner;
    this.pair = pair;
  }

  /** Prepares the pair; starts nothing. */
  static Surroundings prepare(HarnessExtension owner, String mode) throws Exception {
    PairHarness pair = PairHarness.prepare(owner, PairConfig.Settings.bare(mode));
    for (Node node : Node.values()) {
      Path file = pair.config().file(node);
      Files.writeString(
          file, Files.readString(file).replace("segment-size: 16MiB", "segment-size: 4MiB"));
    }
    return new Surroundings(owner, pair);
  }

  PairHarness pair() {
    return pair;
  }

  Path mount(Node node) {
    return pair.config().mount(node);
  }

  /** A disk below the replicated directory. */
  SmallDisk dataDisk(Node node, String type, int mebibytes) throws Exception {
    return disk(node + "-data", type, mebibytes, mount(node));
  }

  /** Makes the original {@code ro} or {@code rw}, for whoever opens a file there from now on. */
  void remount(Node node, String option) throws Exception {
    Commands.require("mount -o remount,bind," + option + " " + pair.config().backing(node));
  }

  /** A disk for the journal alone. */
  SmallDisk journalDisk(Node node, String type, int mebibytes) throws Exception {
    Path journal =
        pair.config().state(node).resolve("modules").resolve(PairConfig.MODULE).resolve("journal");
    return disk(node + "-journal", type, mebibytes, journal);
  }

  private SmallDisk disk(String name, String type, int mebibytes, Path mount) throws Exception {
    Path image = pair.config().directory().resolve(name + ".img");
    return owner.open(() -> SmallDisk.ofImage(image, type, mebibytes, mount));
  }

  /**
   * Writes a file as an application does, in pieces.
   *
   * @return empty, or what the system said
   */
  String write(Node node, String name, int bytes) {
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    new Random(name.hashCode()).nextBytes(piece.array());
    try (FileChannel file = FileChannel.open(mount(node).resolve(name), CREATE, WRITE)) {
      for (int at = 0; at < bytes; at += PIECE_BYTES) {
        file.write(piece.rewind(), at);
      }
      return "";
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  /** Waits for a mirror with that primary. */
  void awaitMirrored(Node primary) {
    pair.node(primary).awaitReady(Role.PRIM, LIMIT);
    pair.node(primary.other()).awaitReady(Role.SECOND, LIMIT);
  }

  List<NodeClient.Event> events(Node node, String type) {
    return pair.node(node).client().events(EventQuery.all().type(type)).events();
  }

  /** Waits for an event, and for the words by which an operator finds the cause. */
  void awaitEvent(Node node, String type, String... words) {
    Awaitility.await(type + " on " + node)
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(events(node, type).toString())
                    .as(() -> pair.node(Node.ALPHA).status() + "; " + pair.node(Node.BETA).status())
                    .isNotEqualTo("[]")
                    .contains(words));
  }

  /** Both originals come to hold the same: a mirror applies right behind its acknowledgement. */
  void assertEqualCopies() {
    Awaitility.await("equal copies")
        .pollInterval(HarnessExtension.TREE_INTERVAL)
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(tree(Node.BETA)).isEqualTo(tree(Node.ALPHA)).isNotEmpty());
  }

  private Map<Path, String> tree(Node node) throws IOException {
    Path root = pair.config().backing(node);
    Map<Path, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Path name = root.relativize(path);
        if (!name.startsWith("lost+found") && !name.toString().isEmpty()) {
          found.put(name, describe(path));
        }
      }
    }
    return found;
  }

  private static String describe(Path path) throws IOException {
    Map<String, Object> of =
        Files.readAttributes(
            path, "unix:mode,uid,gid,nlink,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    int content =
        Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            ? Arrays.hashCode(Files.readAllBytes(path))
            : 0;
    return new TreeMap<>(of) + " " + content;
  }
}
