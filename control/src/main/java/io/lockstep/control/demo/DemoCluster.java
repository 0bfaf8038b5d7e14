package io.lockstep.control.demo;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.node.role.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * An arbiter and two nodes on this machine. Started piece by piece into {@link OwnedResources}, so
 * that an end at any moment finds everything that was begun.
 */
final class DemoCluster {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(10);
  private static final List<String> NODE_HEAP = List.of("-Xms64m", "-Xmx512m", "-XX:+UseSerialGC");
  private static final List<String> ARBITER_HEAP =
      List.of("-Xms16m", "-Xmx64m", "-XX:+UseSerialGC");

  private final Workspace workspace;
  private final ChildProcess arbiter;
  private final NodeProcess alpha;
  private final NodeProcess beta;

  private DemoCluster(
      Workspace workspace, ChildProcess arbiter, NodeProcess alpha, NodeProcess beta) {
    this.workspace = workspace;
    this.arbiter = arbiter;
    this.alpha = alpha;
    this.beta = beta;
  }

  /**
   * What is run.
   *
   * @param mode {@code strict} or {@code barrier}
   * @param orders whether the shop runs on the primary, or nothing
   * @param alphaOptions more options for alpha's JVM
   */
  record Options(JavaCommand java, String mode, boolean orders, List<String> alphaOptions) {}

  /** Writes the configurations and starts the processes; they are not waited for. */
  static DemoCluster start(Workspace workspace, Options options, OwnedResources resources)
      throws Exception {
    JavaCommand java = options.java();
    for (NodeLayout node : workspace.nodes()) {
      ConfigFile.write(
          workspace,
          node,
          options.mode(),
          options.orders() ? ConfigFile.orders(node, java) : ConfigFile.noApplication());
    }
    resources.atEnd(() -> cleanUp(workspace, java));
    ChildProcess arbiter = resources.open(() -> startArbiter(workspace, java));
    awaitArbiter(workspace, arbiter);
    NodeProcess alpha =
        resources.open(() -> start(workspace.alpha(), java, options.alphaOptions()));
    NodeProcess beta = resources.open(() -> start(workspace.beta(), java, List.of()));
    return new DemoCluster(workspace, arbiter, alpha, beta);
  }

  private static ChildProcess startArbiter(Workspace workspace, JavaCommand java)
      throws IOException {
    List<String> command =
        java.lockstep(
            ARBITER_HEAP,
            List.of(
                "arbiter",
                "--listen",
                workspace.arbiterAddress(),
                "--dir",
                workspace.arbiterDirectory().toString()));
    return ChildProcess.start("arbiter", command, workspace.directory(), workspace.arbiterLog());
  }

  private static NodeProcess start(NodeLayout node, JavaCommand java, List<String> moreOptions)
      throws IOException {
    List<String> options = new ArrayList<>(NODE_HEAP);
    options.addAll(moreOptions);
    return NodeProcess.start(
        new NodeProcess.Spec(
            node.name(),
            java.guarded(options, List.of("node", "--config", node.config().toString())),
            node.directory(),
            node.log(),
            node.api(),
            NodeLayout.MODULE));
  }

  private static void awaitArbiter(Workspace workspace, ChildProcess arbiter) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!answers(workspace.arbiterPort())) {
      if (!arbiter.isAlive() || System.nanoTime() - deadline > 0) {
        throw new CliFailure(
            ExitCode.IO, "the arbiter does not answer; see " + workspace.arbiterLog());
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits until alpha is the primary and beta mirrors it. */
  void awaitMirrored() {
    alpha.awaitReady(Role.PRIM, START_LIMIT);
    beta.awaitReady(Role.SECOND, START_LIMIT);
  }

  /** What processes of ours may have left: daemons that others started, and mounts. */
  private static void cleanUp(Workspace workspace, JavaCommand java)
      throws IOException, InterruptedException {
    Files.deleteIfExists(workspace.pairFile());
    new LeftoverProcesses(workspace, java).end(LEFTOVER_LIMIT);
    List<String> problems = Mounts.detachBelow(workspace.directory());
    if (!problems.isEmpty()) {
      throw new IOException("still mounted: " + String.join("; ", problems));
    }
  }

  Workspace workspace() {
    return workspace;
  }

  ChildProcess arbiter() {
    return arbiter;
  }

  NodeProcess alpha() {
    return alpha;
  }

  NodeProcess beta() {
    return beta;
  }

  List<NodeProcess> nodes() {
    return List.of(alpha, beta);
  }

  NodeProcess peerOf(NodeProcess node) {
    return node == alpha ? beta : alpha;
  }
}
