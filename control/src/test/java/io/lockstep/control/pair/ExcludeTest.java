package io.lockstep.control.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.PairConfig;
import io.lockstep.control.testkit.PairHarness;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.role.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Names that each node has of its own, through a first start, a swap, and a change of mind. */
class ExcludeTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PATTERNS = "exclude: ['*.tmp', /own]";

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();
  private PairHarness pair;

  @Test
  void eachNodeHasItsOwnUntilTheyAreReplicatedAgain() throws Exception {
    pair =
        PairHarness.prepare(
            harness, new PairConfig.Settings("strict", mount -> "{type: none}", List.of(PATTERNS)));
    for (Node node : Node.values()) {
      // Not empty, but nothing of it is replicated: no reason to ask a human at the first start.
      Files.createDirectory(mount(node).resolve("own"));
      Files.writeString(mount(node).resolve("own/name"), node.toString());
    }
    Files.writeString(mount(Node.ALPHA).resolve("shared"), "first");
    pair.startMirrored();
    assertThat(backing(Node.BETA).resolve("shared")).hasContent("first");
    assertThat(backing(Node.BETA).resolve("own/name")).hasContent("BETA");

    Files.writeString(mount(Node.ALPHA).resolve("a.tmp"), "of alpha");
    Files.writeString(mount(Node.ALPHA).resolve("own/more"), "of alpha");
    swap(Node.ALPHA);
    Files.writeString(mount(Node.BETA).resolve("shared"), "second");
    Files.writeString(mount(Node.BETA).resolve("own/more"), "of beta");
    assertThat(mount(Node.BETA).resolve("a.tmp")).doesNotExist();
    swap(Node.BETA);
    assertThat(mount(Node.ALPHA).resolve("shared")).hasContent("second");
    assertThat(mount(Node.ALPHA).resolve("own/more")).hasContent("of alpha");

    replicateOwn();
    assertThat(backing(Node.BETA).resolve("own/name")).hasContent("ALPHA");
    assertThat(backing(Node.BETA).resolve("own/more")).hasContent("of alpha");
    assertThat(backing(Node.BETA).resolve("a.tmp")).doesNotExist();
  }

  private void swap(Node from) {
    pair.node(from).command(ModuleCommand.SWAP);
    pair.node(from.other()).awaitReady(Role.PRIM, LIMIT);
    pair.node(from).awaitReady(Role.SECOND, LIMIT);
  }

  /** One node after the other gets the new configuration. */
  private void replicateOwn() throws Exception {
    restartWithout("/own", Node.BETA);
    pair.node(Node.ALPHA).awaitReady(Role.ALONE, LIMIT);
    String refused = "exclusion: expected [*.tmp, /own], found [*.tmp]; compare both nodes'";
    Awaitility.await("the two configurations differ, and the nodes say so")
        .atMost(LIMIT)
        .until(() -> events(Node.ALPHA, "peer.refused").toString().contains(refused));
    restartWithout("/own", Node.ALPHA);
    pair.node(Node.ALPHA).awaitReady(Role.PRIM, LIMIT);
    pair.node(Node.BETA).awaitReady(Role.SECOND, LIMIT);
    // Although both journals reach back.
    assertThat(events(Node.ALPHA, "peer.met").getLast().facts().get("verdict").toString())
        .contains("by STATE");
  }

  private void restartWithout(String pattern, Node node) throws Exception {
    Path file = pair.config().file(node);
    Files.writeString(file, Files.readString(file).replace(", " + pattern, ""));
    pair.node(node).kill();
    pair.node(node).restart();
  }

  private List<NodeClient.Event> events(Node node, String type) {
    return pair.node(node).client().events(EventQuery.all().type(type)).events();
  }

  private Path mount(Node node) {
    return pair.config().mount(node);
  }

  private Path backing(Node node) {
    return pair.config().backing(node);
  }
}
