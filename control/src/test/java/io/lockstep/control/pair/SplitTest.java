package io.lockstep.control.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.conflicts.Archive;
import io.lockstep.control.conflicts.Archives;
import io.lockstep.control.testkit.Commands;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.MirroredPair;
import io.lockstep.control.testkit.Namespaces.Link;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.PairConfig;
import io.lockstep.control.testkit.PairHarness;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.NodeRecordFile;
import io.lockstep.node.conflict.ArchivedOperation;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.role.Role;
import io.lockstep.node.tree.TreeDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Both nodes were told to go on: nothing is lost, whatever happens until they are a pair again. */
class SplitTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** So many files that a kill finds the archiving, or the synchronisation, in the middle. */
  private static final int MANY_FILES = 3000;

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  private MirroredPair mirrored;
  private PairHarness pair;

  /** Alpha was granted to go on, beta was forced; both have written. They do not see each other. */
  private void part(int files) throws Exception {
    partAndForce();
    mirrored.awaitTakeover();
    writeApart(files);
  }

  private void partAndForce() throws Exception {
    mirrored = MirroredPair.start(harness, PairConfig.Settings.bare("strict"));
    pair = mirrored.harness();
    Path data = pair.config().mount(Node.ALPHA);
    Files.createDirectory(data.resolve("old"));
    Files.writeString(data.resolve("old/common"), "in common");
    Files.writeString(data.resolve("changed"), "in common");
    Files.writeString(data.resolve("removed"), "in common");
    pair.namespaces().cut(Node.ALPHA, Link.PEER);
    pair.node(Node.ALPHA).awaitReady(Role.ALONE, LIMIT);
    pair.node(Node.BETA).await("WAIT", status -> status.role() == Role.WAIT, LIMIT);
    pair.node(Node.BETA).command(ModuleCommand.FORCE_PRIMARY);
    pair.node(Node.BETA).awaitReady(Role.ALONE, LIMIT);
  }

  private void writeApart(int files) throws IOException {
    Path alpha = pair.config().mount(Node.ALPHA);
    Files.writeString(alpha.resolve("changed"), "by alpha");
    Files.writeString(alpha.resolve("only-alpha"), "acknowledged by alpha alone");
    Files.delete(alpha.resolve("removed"));
    Files.move(alpha.resolve("old"), alpha.resolve("renamed"));
    for (int i = 0; i < files; i++) {
      Files.writeString(alpha.resolve("file" + i), "alpha " + i);
    }
    Path beta = pair.config().mount(Node.BETA);
    Files.writeString(beta.resolve("changed"), "by beta");
    Files.writeString(beta.resolve("only-beta"), "acknowledged by beta alone");
  }

  private SortedMap<String, String> tree(Node node) {
    return TreeDescription.of(pair.config().backing(node));
  }

  /** They see each other again: the one that was forced later goes on. */
  private void meet() throws Exception {
    pair.namespaces().join(Node.ALPHA, Link.PEER);
    awaitSplit();
    assertThat(pair.node(Node.BETA).status().orElseThrow().role()).isEqualTo(Role.ALONE);
  }

  private void awaitSplit() {
    pair.node(Node.ALPHA)
        .await(
            "WAIT, split",
            status -> status.role() == Role.WAIT && status.reason().startsWith("split"),
            LIMIT);
  }

  private void assertPairAgain() {
    mirrored.awaitMirrored();
    mirrored.assertEqualCopies();
  }

  private List<Archive> archives() throws IOException {
    return new Archives(pair.config().state(Node.ALPHA)).all();
  }

  private List<NodeClient.Event> events(Node node, String type) {
    return pair.node(node).client().events(EventQuery.all().type(type)).events();
  }

  /** What alpha had changed is in the archive exactly as it was there. */
  private void assertHolds(Archive archive, SortedMap<String, String> before) throws IOException {
    Path export = pair.config().directory().resolve("export-" + archive.id());
    archive.export(export);
    Map<String, String> exported = TreeDescription.of(export.resolve("files/0"));
    Map<String, String> changed =
        before.entrySet().stream()
            .filter(one -> one.getKey().matches("changed|only-alpha|renamed.*|file.*"))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    assertThat(changed).hasSizeGreaterThanOrEqualTo(4);
    assertThat(exported).containsAllEntriesOf(changed).doesNotContainKey("only-beta");
    assertThat(export.resolve("files/0/only-alpha")).hasContent("acknowledged by alpha alone");
    assertThat(Files.readString(export.resolve("files.jsonl")))
        .contains("\"state\":\"absent\"", "\"/removed\"");
    assertThat(Files.readAllLines(export.resolve("operations.jsonl")))
        .anyMatch(line -> line.contains("\"Unlink\"") && line.contains("/removed"));
  }

  @Test
  void oneServesNothingIsTouchedUntilAHumanDecidesAndTheLosersWritesAreArchived() throws Exception {
    part(0);
    SortedMap<String, String> alpha = tree(Node.ALPHA);
    meet();
    assertThat(tree(Node.ALPHA)).isEqualTo(alpha);
    assertThat(events(Node.ALPHA, "divergence.found").getLast().facts())
        .containsEntry("goesOn", false);
    assertThat(events(Node.BETA, "divergence.found").getLast().facts())
        .containsEntry("goesOn", true);
    assertThat(archives()).isEmpty();
    Files.writeString(pair.config().mount(Node.BETA).resolve("later"), "in the split");

    aNodeThatServesInASplitServesAgainAfterARestart();
    withoutRoomForTheArchiveNothingIsTouched(alpha);
    assertPairAgain();
    assertThat(pair.config().mount(Node.ALPHA).resolve("later")).hasContent("in the split");
    assertThat(archives()).hasSize(1);
    assertHolds(archives().getFirst(), alpha);
    List<ArchivedOperation> operations = new ArrayList<>();
    archives().getFirst().operations(operations::add);
    assertThat(operations)
        .extracting(ArchivedOperation::path)
        .contains(pair.config().mount(Node.ALPHA).resolve("only-alpha").toString());
  }

  private void aNodeThatServesInASplitServesAgainAfterARestart() throws Exception {
    pair.node(Node.BETA).kill();
    pair.node(Node.BETA).restart();
    pair.node(Node.BETA).awaitReady(Role.ALONE, LIMIT);
    assertThat(pair.node(Node.ALPHA).status().orElseThrow().role()).isEqualTo(Role.WAIT);
    awaitSplit();
  }

  /** The order was given already: it is carried out as soon as there is room. */
  private void withoutRoomForTheArchiveNothingIsTouched(SortedMap<String, String> alpha)
      throws Exception {
    Files.createDirectory(conflicts());
    Commands.require("mount -t tmpfs -o size=8m none " + conflicts());
    pair.node(Node.ALPHA).command(ModuleCommand.GIVE_UP);
    pair.node(Node.ALPHA)
        .await("no room", status -> status.reason().contains("MiB of room"), LIMIT);
    assertThat(tree(Node.ALPHA)).isEqualTo(alpha);
    assertThat(events(Node.ALPHA, "archive.failed")).isNotEmpty();
    Commands.require("umount " + conflicts());
  }

  /** As a node that lost power after its disk had failed: nobody trusts its journal or tree. */
  @Test
  void aDamagedCopyThatAnsweredIsArchivedInFullWithoutAnOrder() throws Exception {
    part(0);
    SortedMap<String, String> alpha = tree(Node.ALPHA);
    pair.node(Node.ALPHA).kill();
    NodeRecordFile file =
        NodeRecordFile.open(
            pair.config().state(Node.ALPHA).resolve("modules/" + PairConfig.MODULE + "/record"));
    file.write(
        file.read()
            .orElseThrow()
            .withData(NodeRecord.DataState.INCONSISTENT)
            .withStop(false, "another boot"));
    pair.namespaces().join(Node.ALPHA, Link.PEER);
    pair.node(Node.ALPHA).restart();
    assertPairAgain();
    Archive archive = archives().getFirst();
    assertThat(archive.manifest().scope()).isEqualTo("all");
    Path export = pair.config().directory().resolve("export");
    archive.export(export);
    assertThat(TreeDescription.of(export.resolve("files/0"))).isEqualTo(alpha);
  }

  /** Its own, later epoch must not make what its peer has acknowledged look old. */
  @Test
  void aForcedNodeThatAcknowledgedNothingIsFedByJournal() throws Exception {
    partAndForce();
    Files.writeString(pair.config().mount(Node.ALPHA).resolve("only-alpha"), "acknowledged");
    pair.namespaces().join(Node.ALPHA, Link.PEER);
    pair.node(Node.BETA).awaitReady(Role.SECOND, LIMIT);
    pair.node(Node.ALPHA).awaitReady(Role.PRIM, LIMIT);
    assertThat(events(Node.BETA, "peer.met").getLast().facts().get("verdict").toString())
        .contains("by LOG");
    assertThat(archives()).isEmpty();
    mirrored.assertEqualCopies();
  }

  @Test
  void aKillWhileItIsArchivedOrSynchronisedLosesNothing() throws Exception {
    part(MANY_FILES);
    SortedMap<String, String> alpha = tree(Node.ALPHA);
    meet();
    pair.node(Node.ALPHA).command(ModuleCommand.GIVE_UP);
    awaitUnfinishedArchive();
    pair.node(Node.ALPHA).kill();
    assertThat(archives()).as("killed before it was complete").isEmpty();

    pair.node(Node.ALPHA).restart();
    Awaitility.await("archive")
        .pollInterval(Duration.ofMillis(5))
        .atMost(LIMIT)
        .until(() -> !archives().isEmpty());
    pair.node(Node.ALPHA).kill();
    pair.node(Node.ALPHA).restart();
    assertPairAgain();
    assertThat(archives()).isNotEmpty();
    for (Archive archive : archives()) {
      assertHolds(archive, alpha);
    }
  }

  private Path conflicts() {
    return pair.config().state(Node.ALPHA).resolve("modules/" + PairConfig.MODULE + "/conflicts");
  }

  private void awaitUnfinishedArchive() {
    Path conflicts = conflicts();
    Awaitility.await("an archive is begun")
        .pollInterval(Duration.ofMillis(1))
        .pollDelay(Duration.ZERO)
        .atMost(LIMIT)
        .until(() -> Files.isDirectory(conflicts) && holdsFiles(conflicts));
  }

  private static boolean holdsFiles(Path conflicts) {
    try (Stream<Path> entries = Files.list(conflicts)) {
      return entries.anyMatch(archive -> Files.isDirectory(archive.resolve("files/0")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
