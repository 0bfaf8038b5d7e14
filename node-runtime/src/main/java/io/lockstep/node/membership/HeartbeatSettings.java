package io.lockstep.node.membership;

import io.lockstep.node.config.NodeConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What a {@link HeartbeatService} needs to know.
 *
 * @param codec of the cluster
 * @param bind where to listen
 * @param peer the other node
 * @param guardianPort told to the peer; 0 if this node has no guardian
 * @param timeoutMillis a peer not heard for as long is told that it is not heard
 */
public record HeartbeatSettings(
    HeartbeatCodec codec,
    String node,
    InetSocketAddress bind,
    NodeConfig.Node peer,
    int guardianPort,
    long intervalMillis,
    long timeoutMillis) {

  /** The fewest intervals in a timeout: one lost datagram alone must not look like death. */
  public static final int MIN_INTERVALS = 3;

  public HeartbeatSettings {
    if (intervalMillis < 1 || timeoutMillis < MIN_INTERVALS * intervalMillis) {
      throw new IllegalArgumentException(
          "heartbeat: expected a timeout of at least three intervals, found interval "
              + intervalMillis
              + " ms and timeout "
              + timeoutMillis
              + " ms");
    }
  }

  /** The settings of a node, as configured. */
  public static HeartbeatSettings of(NodeConfig config, int guardianPort) {
    NodeConfig.Node self =
        config.nodes().stream()
            .filter(n -> n.name().equals(config.node()))
            .findFirst()
            .orElseThrow();
    NodeConfig.Node peer =
        config.nodes().stream()
            .filter(n -> !n.name().equals(config.node()))
            .findFirst()
            .orElseThrow();
    return new HeartbeatSettings(
        new HeartbeatCodec(config.cluster(), config.clusterKey()),
        config.node(),
        listenAddress(self.host(), self.heartbeatPort()),
        peer,
        guardianPort,
        config.heartbeat().intervalMillis(),
        config.heartbeat().timeoutMillis());
  }

  /**
   * The node's own address if it is given as one. A name may mean something else on the node itself
   * (such as 127.0.1.1), so then it listens everywhere: it is the MAC that keeps strangers out.
   */
  private static InetSocketAddress listenAddress(String host, int port) {
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    } catch (IllegalArgumentException e) {
      return new InetSocketAddress(port);
    }
  }
}
