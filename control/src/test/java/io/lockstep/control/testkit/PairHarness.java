package io.lockstep.control.testkit;

import io.lockstep.control.arbiter.ArbiterServer;
import io.lockstep.control.demo.JavaCommand;
import io.lockstep.control.demo.Mounts;
import io.lockstep.control.demo.NodeProcess;
import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.node.role.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Two daemons, each in its network namespace, with one module, and an arbiter in this process. The
 * mounts are this host's, so a test works with a node's directory as any program of that node
 * would.
 */
public final class PairHarness {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> HEAP =
      List.of("-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final HarnessExtension owner;
  private final Namespaces namespaces;
  private final PairConfig config;
  private final JavaCommand java;
  private final Map<Node, NodeProcess> nodes = new EnumMap<>(Node.class);

  private PairHarness(
      HarnessExtension owner, Namespaces namespaces, PairConfig config, JavaCommand java) {
    this.owner = owner;
    this.namespaces = namespaces;
    this.config = config;
    this.java = java;
  }

  /** Prepares networks, directories and configurations; starts nothing. */
  public static PairHarness prepare(HarnessExtension owner, PairConfig.Settings settings)
      throws Exception {
    JavaCommand java = SharedClasses.command();
    Namespaces namespaces = owner.open(Namespaces::create);
    Path directory = owner.open(() -> TemporaryDirectory.create("lockstep-pair-")).path();
    // The application may run as somebody else.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    owner.open(() -> () -> detach(directory));
    PairConfig config = PairConfig.write(directory, namespaces, settings);
    return new PairHarness(owner, namespaces, config, java);
  }

  private static void detach(Path directory) throws IOException, InterruptedException {
    List<String> problems = Mounts.detachBelow(directory);
    if (!problems.isEmpty()) {
      throw new IOException("still mounted: " + problems);
    }
  }

  /** Starts the arbiter and both nodes, and waits until beta mirrors alpha. */
  public void startMirrored() throws Exception {
    startArbiter();
    start(Node.ALPHA);
    start(Node.BETA);
    node(Node.ALPHA).awaitReady(Role.PRIM, LIMIT);
    node(Node.BETA).awaitReady(Role.SECOND, LIMIT);
  }

  /** Within this process: as far from the nodes as another one, and there at once. */
  public void startArbiter() throws Exception {
    owner.open(() -> ArbiterServer.start(config.arbiter(), config.arbiterDirectory()));
  }

  /** Starts a node for the first time; later {@code node(which).restart()}. */
  public void start(Node which) throws Exception {
    start(which, command -> command);
  }

  /**
   * Starts a node on a machine that has none running.
   *
   * @param machine turns a command into one that runs there
   */
  public void start(Node which, UnaryOperator<List<String>> machine) throws Exception {
    owner.explain(config.log(which));
    NodeProcess.Spec spec =
        new NodeProcess.Spec(
            PairConfig.name(which),
            machine.apply(
                namespaces.inside(
                    which,
                    java.guarded(
                        HEAP, List.of("node", "--config", config.file(which).toString())))),
            config.nodeDirectory(which),
            config.log(which),
            URI.create("http://" + namespaces.apiHost(which) + ":" + PairConfig.API_PORT),
            PairConfig.MODULE);
    owner.<AutoCloseable>open(
        () -> {
          NodeProcess node = NodeProcess.start(spec);
          nodes.put(which, node);
          return () -> end(node);
        });
  }

  /** Not in order, which takes seconds and is nothing that a test of a pair asserts. */
  private static void end(NodeProcess node) {
    node.end();
    node.close();
  }

  /** SIGKILL to a node's daemon alone: its guardian lives. */
  public void killDaemon(Node which) throws IOException {
    daemon(which).destroyForcibly();
  }

  /**
   * The process of a node's daemon, a child of the guardian that {@link #node} tells the pid of.
   */
  public ProcessHandle daemon(Node which) throws IOException {
    String pid = Files.readString(config.state(which).resolve("daemon.lock")).strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** A node that was started: kill, restart, commands, waits. */
  public NodeProcess node(Node which) {
    return nodes.get(which);
  }

  /** Where the links are cut and joined. */
  public Namespaces namespaces() {
    return namespaces;
  }

  /** Where everything is on the disk. */
  public PairConfig config() {
    return config;
  }
}
