package io.lockstep.control.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.role.Role;
import io.lockstep.node.tree.TreeDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A pair of which one node mirrors the other, whichever that is at the moment. */
public final class MirroredPair {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final PairHarness pair;
  private Node primary = Node.ALPHA;

  private MirroredPair(PairHarness pair) {
    this.pair = pair;
  }

  /** Starts a pair with a directory that only the test works in; alpha is its primary. */
  public static MirroredPair start(HarnessExtension harness, PairConfig.Settings settings)
      throws Exception {
    PairHarness pair = PairHarness.prepare(harness, settings);
    pair.startMirrored();
    return new MirroredPair(pair);
  }

  /** The node that programs work on. */
  public Node primary() {
    return primary;
  }

  public PairHarness harness() {
    return pair;
  }

  /** Makes a directory on the primary. */
  public Path make(String name) throws IOException {
    return Files.createDirectory(onPrimary(name));
  }

  /** A directory, or a file, as the primary's programs see it. */
  public Path onPrimary(String name) {
    return pair.config().mount(primary).resolve(name);
  }

  /** The same on the secondary, below the capture. */
  public Path onSecondary(String name) {
    return pair.config().backing(primary.other()).resolve(name);
  }

  /** Both copies come to be equal, once no program writes: a mirror acknowledges, then applies. */
  public void assertEqualCopies() {
    Awaitility.await("equal copies")
        .pollInterval(HarnessExtension.TREE_INTERVAL)
        .atMost(LIMIT)
        // What is listed may be gone a moment later, as long as the mirror applies.
        .ignoreExceptionsInstanceOf(SystemCallException.class)
        .untilAsserted(
            () ->
                assertThat(
                        TreeDescription.differences(
                            pair.config().backing(Node.ALPHA), pair.config().backing(Node.BETA)))
                    .isEmpty());
    awaitMirrored();
  }

  /** The primary dies, guardian and daemon; returns when the other node serves. */
  public void killPrimary() {
    pair.node(primary).kill();
    awaitTakeover();
  }

  /** The nodes change their roles; returns when they have. */
  public void swap() {
    pair.node(primary).command(ModuleCommand.SWAP);
    primary = primary.other();
    awaitMirrored();
  }

  /** The primary was killed, or told to stop; returns when the other node serves. */
  public void awaitTakeover() {
    primary = primary.other();
    pair.node(primary).awaitReady(Role.ALONE, LIMIT);
  }

  /** The node that died comes back as secondary. */
  public void rejoin() throws IOException {
    pair.node(primary.other()).restart();
    awaitMirrored();
  }

  /** Returns when both nodes are what they should be. */
  public void awaitMirrored() {
    pair.node(primary.other()).awaitReady(Role.SECOND, LIMIT);
    pair.node(primary).awaitReady(Role.PRIM, LIMIT);
  }
}
