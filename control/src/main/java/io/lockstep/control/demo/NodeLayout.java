package io.lockstep.control.demo;

import java.net.URI;
import java.nio.file.Path;

/**
 * Where one node of a demonstration lives: its directory and its loopback ports.
 *
 * @param applicationPort where the application listens while this node is primary
 */
public record NodeLayout(
    String name,
    Path directory,
    int replicationPort,
    int heartbeatPort,
    int apiPort,
    int probePort,
    int applicationPort) {

  /** The one module. */
  public static final String MODULE = "demo";

  private static final String HOST = "127.0.0.1";

  public Path config() {
    return directory.resolve("node.yml");
  }

  /** The replicated directory, as the application sees it. */
  public Path mount() {
    return directory.resolve("data");
  }

  public Path state() {
    return directory.resolve("state");
  }

  /** The replicated directory below the capture: the node's private bind mount of the original. */
  public Path backing() {
    return state().resolve("modules").resolve(MODULE).resolve("backing").resolve("0");
  }

  /** What the daemon says. */
  public Path log() {
    return directory.resolve("node.log");
  }

  /** The daemon's lock, which holds its process id. */
  public Path pidFile() {
    return state().resolve("daemon.lock");
  }

  public URI api() {
    return URI.create("http://" + HOST + ":" + apiPort);
  }

  public URI probe() {
    return URI.create("http://" + HOST + ":" + probePort + "/probe/" + MODULE);
  }

  public OrdersLoad.Shop shop() {
    return new OrdersLoad.Shop(
        name, URI.create("http://" + HOST + ":" + applicationPort + "/orders"));
  }
}
