package io.lockstep.node.replication;

import io.lockstep.node.config.ListenFailure;
import io.lockstep.node.config.NodeConfig.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the peer reaches this node: one server socket for all modules. Each caller authenticates on
 * a thread of its own within a time limit, a bounded number of them at once, so that a stranger
 * cannot keep the peer out for long.
 */
public final class LinkListener implements AutoCloseable {

  /** Takes the connections of one module. Called on a hello thread. */
  public interface Acceptor {
    /** An authenticated connection, not started yet; the acceptor owns it. */
    void accepted(PeerConnection connection);

    /** Somebody asked for this module and was turned away. */
    void refused(RejectCode code, String why);
  }

  private record Registration(LinkIdentity identity, Acceptor acceptor) {}

  private static final Logger LOG = LoggerFactory.getLogger(LinkListener.class);
  private static final int MAX_HELLOS = 16;
  private static final long STRANGER_PAUSE_NANOS = 10_000_000_000L;

  private final ServerSocketChannel server;
  private final LinkOptions options;
  private final Map<String, Registration> registrations = new ConcurrentHashMap<>();
  private final Set<SocketChannel> greeting = ConcurrentHashMap.newKeySet();
  private final AtomicLong nextStrangerNanos = new AtomicLong(System.nanoTime());
  private final Semaphore hellos = new Semaphore(MAX_HELLOS);

  private LinkListener(ServerSocketChannel server, LinkOptions options) {
    this.server = server;
    this.options = options;
  }

  /**
   * Listens from now on; callers are let in once their module is registered.
   *
   * @throws ListenFailure with one line if the port cannot be had
   */
  public static LinkListener open(InetSocketAddress address, LinkOptions options)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(address);
    } catch (IOException | RuntimeException e) {
      Closing.quietly(server);
      Endpoint endpoint = new Endpoint(address.getHostString(), address.getPort());
      throw ListenFailure.of("replication-port", endpoint, e);
    }
    LinkListener listener = new LinkListener(server, options);
    Thread.ofPlatform().daemon().name("lockstep-listen").start(listener::acceptLoop);
    return listener;
  }

  /** Where it listens, with the real port if 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.socket().getLocalSocketAddress();
  }

  /** Lets the peer in for {@code identity.module()}, replacing what was registered before. */
  public void register(LinkIdentity identity, Acceptor acceptor) {
    registrations.put(identity.module(), new Registration(identity, acceptor));
  }

  /** Lets nobody in for this module any more. */
  public void unregister(String module) {
    registrations.remove(module);
  }

  private void acceptLoop() {
    while (server.isOpen()) {
      try {
        admit(server.accept());
      } catch (IOException e) {
        if (server.isOpen()) {
          LOG.warn("accepting a connection failed, the next one is awaited: {}", e.toString());
        }
      }
    }
  }

  private void admit(SocketChannel channel) {
    if (!hellos.tryAcquire()) {
      Closing.quietly(channel);
      return;
    }
    greeting.add(channel);
    Thread.ofPlatform().daemon().name("lockstep-hello").start(() -> greet(channel));
  }

  private void greet(SocketChannel channel) {
    HelloChannel hello = new HelloChannel(channel, options.helloTimeoutMillis());
    AtomicReference<String> asked = new AtomicReference<>("");
    try {
      LinkIdentity identity = LinkHello.answer(hello, module -> find(module, asked));
      hand(PeerConnection.over(channel, identity, options));
    } catch (HelloException e) {
      LinkConnector.tellPeer(hello, e);
      turnAway(channel, asked.get(), e.code(), e.getMessage());
    } catch (MalformedFrameException e) {
      // A peer of another version reads this much, and shows it to its user.
      LinkConnector.tellPeer(hello, HelloException.here(RejectCode.MALFORMED, e.getMessage()));
      tellOfStranger(channel, e.getMessage());
      turnAway(channel, asked.get(), RejectCode.MALFORMED, e.getMessage());
    } catch (IOException | RuntimeException e) {
      turnAway(channel, asked.get(), RejectCode.OTHER, e.toString());
    } finally {
      greeting.remove(channel);
      hellos.release();
    }
  }

  /** Nobody knows for which module it came; a port scan must not fill the log. */
  private void tellOfStranger(SocketChannel channel, String why) {
    long now = System.nanoTime();
    long due = nextStrangerNanos.get();
    if (now - due >= 0 && nextStrangerNanos.compareAndSet(due, now + STRANGER_PAUSE_NANOS)) {
      LOG.warn("turned away a caller from {}: {}", channel.socket().getRemoteSocketAddress(), why);
    }
  }

  private Optional<LinkIdentity> find(String module, AtomicReference<String> asked) {
    asked.set(module);
    return Optional.ofNullable(registrations.get(module)).map(Registration::identity);
  }

  private void hand(PeerConnection connection) {
    Registration found = registrations.get(connection.identity().module());
    if (found == null || !server.isOpen()) {
      connection.reject(RejectCode.MODULE, "the module was stopped in the meantime");
    } else {
      found.acceptor().accepted(connection);
    }
  }

  private void turnAway(SocketChannel channel, String module, RejectCode code, String why) {
    Closing.quietly(channel);
    LOG.debug("a caller was turned away: {}: {}", code, why);
    Registration found = registrations.get(module);
    if (found != null) {
      found.acceptor().refused(code, why);
    }
  }

  /** Stops listening and ends unfinished authentications; accepted connections stay. */
  @Override
  public void close() {
    Closing.quietly(server);
    greeting.forEach(channel -> Closing.quietly(channel));
  }
}
