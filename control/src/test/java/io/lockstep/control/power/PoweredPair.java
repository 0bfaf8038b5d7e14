package io.lockstep.control.power;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.client.EventQuery;
import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.power.LossyStore.Loss;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Link;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.PairConfig;
import io.lockstep.control.testkit.PairHarness;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.module.ModuleStatus;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import io.lockstep.node.tree.TreeDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A pair of nodes, each on a machine of its own that can lose its power. One thread. */
final class PoweredPair {
  static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Link[] LINKS = Link.values();

  private final PairHarness pair;
  private final Random random;
  private final Map<Node, Machine> machines = new EnumMap<>(Node.class);

  private PoweredPair(PairHarness pair, Random random) {
    this.pair = pair;
    this.random = random;
  }

  /** Both machines are on, and beta mirrors alpha. */
  static PoweredPair start(HarnessExtension harness, PairConfig.Settings settings, Random random)
      throws Exception {
    Path place = harness.open(() -> TemporaryDirectory.create("lockstep-power-")).path();
    PairHarness harnessed = PairHarness.prepare(harness, settings);
    PoweredPair pair = new PoweredPair(harnessed, random);
    for (Node node : Node.values()) {
      pair.useSmallSegments(node);
      Path own = Files.createDirectory(place.resolve(node.name()));
      Path directory = harnessed.config().nodeDirectory(node);
      pair.machines.put(
          node, harness.open(() -> Machine.make(own, directory, new Random(random.nextLong()))));
    }
    harnessed.startArbiter();
    for (Node node : Node.values()) {
      pair.machine(node).powerOn();
      harnessed.start(node, pair.machine(node)::inside);
    }
    pair.awaitMirrored();
    return pair;
  }

  /** So that a journal has several, and their ends are met. */
  private void useSmallSegments(Node node) throws Exception {
    Path file = pair.config().file(node);
    Files.writeString(
        file, Files.readString(file).replace("segment-size: 16MiB", "segment-size: 4MiB"));
  }

  Machine machine(Node node) {
    return machines.get(node);
  }

  /** The replicated directory of a node that is on, for this host. */
  Path seen(Node node) {
    return machine(node).seen(mount(node));
  }

  /** The replicated directory, for a node's programs. */
  Path mount(Node node) {
    return pair.config().mount(node);
  }

  /** The power of one node goes, or of both at the same moment. */
  void losePower(Node... nodes) throws Exception {
    losePower(Loss.values()[random.nextInt(Loss.values().length)], nodes);
  }

  /** The same, and this becomes of what was not synced. */
  void losePower(Loss loss, Node... nodes) throws Exception {
    for (Node node : nodes) {
      int lost = machine(node).loseDisk(loss);
      System.out.println("  " + node + " lost power and " + lost + " blocks, " + loss);
    }
    for (Node node : nodes) {
      // Not a word of farewell, not even from the kernel.
      for (Link link : LINKS) {
        pair.namespaces().cut(node, link);
      }
    }
    for (Node node : nodes) {
      machine(node).powerOff();
    }
  }

  /** Power on, and the daemon starts. */
  void powerOn(Node node) throws Exception {
    connect(node);
    powerOnWithoutPeer(node);
  }

  /** It meets its peer again. */
  void connect(Node node) throws Exception {
    pair.namespaces().join(node, Link.PEER);
  }

  /** Power on, while the network between the nodes does not work yet. */
  void powerOnWithoutPeer(Node node) throws Exception {
    pair.namespaces().join(node, Link.ARBITER);
    machine(node).powerOn();
    pair.start(node, machine(node)::inside);
  }

  /**
   * SIGKILL to a daemon alone; returns when its guardian has started another one, which answers.
   */
  void killDaemon(Node node) throws Exception {
    long killed = daemon(node);
    ProcessHandle.of(killed).ifPresent(ProcessHandle::destroyForcibly);
    Awaitility.await("another daemon of " + node)
        .atMost(LIMIT)
        .until(() -> daemon(node) != killed && pair.node(node).status().isPresent());
  }

  private long daemon(Node node) throws Exception {
    Path lock = machine(node).seen(pair.config().state(node).resolve("daemon.lock"));
    return Long.parseLong(Files.readString(lock).strip());
  }

  /** As the kernel does in its own time: what the journal holds now is on disk. */
  void syncJournal(Node node) throws Exception {
    Path module = pair.config().state(node).resolve("modules").resolve(PairConfig.MODULE);
    try (Stream<Path> files = Files.walk(machine(node).seen(module.resolve("journal")))) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Names.sync(file);
      }
    }
  }

  /** SIGKILL to guardian and daemon, on a machine that stays on. */
  void killNode(Node node) {
    pair.node(node).kill();
  }

  /** Starts them again. */
  void restartNode(Node node) throws Exception {
    pair.node(node).restart();
  }

  void swap() throws Exception {
    pair.node(awaitPrimary()).command(ModuleCommand.SWAP);
  }

  /** The node that serves, once one does. */
  Node awaitPrimary() {
    return Awaitility.await("a node that serves")
        .atMost(LIMIT)
        .until(() -> serving().findFirst(), java.util.Optional::isPresent)
        .orElseThrow();
  }

  private Stream<Node> serving() {
    return Stream.of(Node.values()).filter(node -> is(node, Role.ALONE) || is(node, Role.PRIM));
  }

  boolean is(Node node, Role role) {
    return machine(node).isOn()
        && pair.node(node)
            .status()
            .filter(s -> s.role() == role && s.readiness() == Readiness.READY)
            .isPresent();
  }

  void await(Node node, Role role) {
    pair.node(node).awaitReady(role, LIMIT);
  }

  /** It runs, and neither serves nor mirrors. */
  void awaitWaiting(Node node) {
    pair.node(node).await("WAIT", status -> status.role() == Role.WAIT, LIMIT);
  }

  /** How the nodes judged each other when they met, in that order, as one of them saw it. */
  List<String> verdicts(Node node) {
    return pair.node(node).client().events(EventQuery.all().type("peer.met")).events().stream()
        .map(event -> event.facts().get("verdict").toString())
        .toList();
  }

  /** Without any human's help. */
  void awaitMirrored() {
    Awaitility.await("a mirror")
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(
                        Stream.of(Node.values())
                            .anyMatch(node -> is(node, Role.PRIM) && is(node.other(), Role.SECOND)))
                    .as(() -> "mirrored; " + words(Node.ALPHA) + "; " + words(Node.BETA))
                    .isTrue());
  }

  private String words(Node node) {
    return node
        + " "
        + pair.node(node)
            .status()
            .map(ModuleStatus::toString)
            .orElse("does not answer, see " + pair.config().log(node));
  }

  /** Both copies are equal, once nobody writes. */
  void assertEqualCopies() {
    Awaitility.await("equal copies")
        .pollInterval(HarnessExtension.TREE_INTERVAL)
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptionsInstanceOf(SystemCallException.class)
        .untilAsserted(() -> assertThat(differences()).isEmpty());
  }

  private List<String> differences() {
    return TreeDescription.differences(machine(Node.ALPHA).backing(), machine(Node.BETA).backing());
  }
}
