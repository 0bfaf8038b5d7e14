package io.lockstep.control.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The networks of a pair, made of network namespaces.
 *
 * <pre>
 *   alpha  peer0 10.77.N.1 ------------------- 10.77.N.2 peer0  beta
 *          arb0  10.78.N.1 --+             +-- 10.78.N.2 arb0
 *                            |             |
 *                       [ bridge in a third namespace ]
 *                                   |
 *                         10.78.N.254 (this host: arbiter, clients)
 * </pre>
 *
 * N is drawn at random. This host reaches everything that listens on 10.78.N. Needs root and ip(8).
 */
public final class Namespaces implements AutoCloseable {
  private static final int ATTEMPTS = 20;

  private final int network;
  private final String id;

  private Namespaces(int network) {
    this.network = network;
    this.id = "ls" + network;
  }

  /** One of the two nodes. */
  public enum Node {
    ALPHA("a", 1),
    BETA("b", 2);

    private final String letter;
    private final int host;

    Node(String letter, int host) {
      this.letter = letter;
      this.host = host;
    }

    /** The peer. */
    public Node other() {
      return this == ALPHA ? BETA : ALPHA;
    }
  }

  /** One of a node's two networks. */
  public enum Link {
    /** To the other node, and to nothing else. */
    PEER("peer0"),
    /** To the arbiter; also clients and this host are there. */
    ARBITER("arb0");

    private final String device;

    Link(String device) {
      this.device = device;
    }
  }

  /** Makes the namespaces and their links. */
  public static Namespaces create() throws IOException, InterruptedException {
    Namespaces namespaces = new Namespaces(freeNetwork());
    try {
      namespaces.build();
      return namespaces;
    } catch (IOException | InterruptedException e) {
      namespaces.close();
      throw e;
    }
  }

  private static int freeNetwork() throws IOException, InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int network = ThreadLocalRandom.current().nextInt(1, 255);
      boolean routed = !Commands.require("ip route show 10.78." + network + ".0/24").isEmpty();
      if (!routed && !Commands.require("ip netns list").contains("ls" + network + "-")) {
        return network;
      }
    }
    throw new IOException("expected a network 10.78.N.0/24 that is not in use, found none");
  }

  private void build() throws IOException, InterruptedException {
    for (String letter : List.of("a", "b", "w")) {
      Commands.require("ip netns add " + name(letter));
      ip(letter, "link set lo up");
    }
    ip("w", "link add bridge0 type bridge");
    ip("w", "link set bridge0 up");
    ip("a", "link add peer0 type veth peer name peer0 netns " + name("b"));
    for (Node node : Node.values()) {
      join(node);
    }
    Commands.require(
        "ip link add %s type veth peer name host netns %s".formatted(hostDevice(), name("w")));
    ip("w", "link set host master bridge0 up");
    Commands.require("ip address add " + arbiterHost() + "/24 dev " + hostDevice());
    Commands.require("ip link set " + hostDevice() + " up");
  }

  private void join(Node node) throws IOException, InterruptedException {
    String port = "port-" + node.letter;
    ip(node.letter, "address add " + peerHost(node) + "/24 dev peer0");
    ip(node.letter, "link set peer0 up");
    ip("w", "link add %s type veth peer name arb0 netns %s".formatted(port, name(node.letter)));
    ip("w", "link set " + port + " master bridge0 up");
    ip(node.letter, "address add " + apiHost(node) + "/24 dev arb0");
    ip(node.letter, "link set arb0 up");
  }

  private void ip(String letter, String arguments) throws IOException, InterruptedException {
    Commands.require("ip -n " + name(letter) + " " + arguments);
  }

  private String name(String letter) {
    return id + "-" + letter;
  }

  private String hostDevice() {
    return id + "-host";
  }

  /** Address of a node for its peer. */
  public String peerHost(Node node) {
    return "10.77." + network + "." + node.host;
  }

  /** Address of a node for clients, this host included. */
  public String apiHost(Node node) {
    return "10.78." + network + "." + node.host;
  }

  /** Address of this host, on which the arbiter is, for everybody. */
  public String arbiterHost() {
    return "10.78." + network + ".254";
  }

  /**
   * A command as it has to be run to be in a node's network. Only the network: the mounts it makes
   * are mounts of this host.
   */
  public List<String> inside(Node node, List<String> command) {
    List<String> inside =
        new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name(node.letter)));
    inside.addAll(command);
    return inside;
  }

  /** Cuts a node from a network: nothing goes in or out, and both ends see it. */
  public void cut(Node node, Link link) throws IOException, InterruptedException {
    ip(node.letter, "link set " + link.device + " down");
  }

  /** Undoes {@link #cut}. */
  public void join(Node node, Link link) throws IOException, InterruptedException {
    ip(node.letter, "link set " + link.device + " up");
  }

  /**
   * Drops, without a sign, everything a node sends into a network; what it receives still arrives.
   * A bucket that is smaller than any packet passes none: tc-tbf(8).
   */
  public void mute(Node node, Link link) throws IOException, InterruptedException {
    tc(node, "add dev " + link.device + " root tbf rate 8bit burst 10 latency 1ms");
  }

  /** Undoes {@link #mute}. */
  public void unmute(Node node, Link link) throws IOException, InterruptedException {
    tc(node, "del dev " + link.device + " root");
  }

  private void tc(Node node, String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tc", "qdisc"));
    command.addAll(List.of(arguments.split(" ")));
    Commands.require(inside(node, command));
  }

  /** Kills what still runs inside and removes everything. What is not there is no failure. */
  @Override
  public void close() throws IOException, InterruptedException {
    Commands.run(List.of("ip", "link", "del", hostDevice()));
    for (String letter : List.of("a", "b", "w")) {
      killInside(letter);
      Commands.run(List.of("ip", "netns", "del", name(letter)));
    }
  }

  private void killInside(String letter) throws IOException, InterruptedException {
    Commands.Result pids = Commands.run(List.of("ip", "netns", "pids", name(letter)));
    if (pids.exitCode() == 0) {
      pids.output()
          .lines()
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
          .forEach(ProcessHandle::destroyForcibly);
    }
  }
}
