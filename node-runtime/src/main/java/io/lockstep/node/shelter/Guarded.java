package io.lockstep.node.shelter;

import io.lockstep.node.posix.LocalSocket;
import io.lockstep.node.posix.Processes;
import io.lockstep.node.posix.Spawn;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.shelter.GuardMessage.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The daemon's end of the connection to its guardian. All threads. While the guardian lives, so may
 * the daemon: it is killed with it.
 */
public final class Guarded implements Shelter {

  /**
   * Environment variable: the guardian's process id, its port, and when the daemon before this one
   * was killed, of {@link System#nanoTime}; 0 if there was none.
   */
  public static final String VARIABLE = "LOCKSTEP_GUARDIAN";

  /** Key under which the daemon leaves what is to be done when it is killed. */
  public static final String POLICY = "policy";

  private final LocalSocket socket;
  private final int port;
  private final Map<String, Parked> left = new HashMap<>();
  private final long endedNanos;

  private Guarded(LocalSocket socket, int port, long endedNanos) {
    this.socket = socket;
    this.port = port;
    this.endedNanos = endedNanos;
  }

  /** Whether this process was started by a guardian. */
  public static boolean isGuarded() {
    return System.getenv(VARIABLE) != null;
  }

  /** Whether this process was started because the one before it was killed. */
  public static boolean isComingBack() {
    return isGuarded() && !System.getenv(VARIABLE).endsWith(" 0");
  }

  /**
   * Ties this process to its guardian and takes over what an earlier daemon has left. To be called
   * once, before anything else is opened.
   *
   * @throws IllegalStateException if the guardian has ended meanwhile, or does not understand
   */
  public static Guarded attach() {
    String[] words = System.getenv(VARIABLE).split(" ");
    SystemCallException.check("prctl(PR_SET_PDEATHSIG)", Processes.dieWithParent());
    if (words.length != 3 || Processes.parent() != Integer.parseInt(words[0])) {
      throw new IllegalStateException(
          "guardian: expected to be its child, found that it has ended; start the node again");
    }
    Guarded guarded =
        new Guarded(
            LocalSocket.inherited(Spawn.GIVEN_FD, GuardMessage.MAX_BYTES),
            Integer.parseInt(words[1]),
            Long.parseLong(words[2]));
    guarded.ask();
    return guarded;
  }

  private void ask() {
    send(GuardMessage.of(Kind.ASK), LocalSocket.NO_DESCRIPTOR);
    while (true) {
      LocalSocket.Received received = socket.receive();
      if (received == null) {
        throw new IllegalStateException("guardian: expected what it keeps, found it gone");
      }
      GuardMessage message = GuardMessage.decode(received.bytes());
      switch (message.kind()) {
        case ITEM, WORDS ->
            left.put(message.key(), new Parked(received.descriptor(), message.words()));
        case END -> {
          return;
        }
        default ->
            throw new IllegalStateException(
                "guardian: expected what it keeps, found " + message.kind());
      }
    }
  }

  /**
   * Whether an earlier daemon has left anything, not taken yet, under keys that begin like this.
   */
  public synchronized boolean hasLeft(String prefix) {
    return left.keySet().stream().anyMatch(key -> key.startsWith(prefix));
  }

  /** The TCP port that answers as long as the guardian lives. */
  public int port() {
    return port;
  }

  /** When the earlier daemon ended, of {@link System#nanoTime}; 0 if this is the first. */
  public long endedNanos() {
    return endedNanos;
  }

  /** Leaves with the guardian what it is to do when this process is killed. */
  public void policy(boolean resumes, long limitMillis) {
    note(POLICY, List.of(resumes ? "resume" : "failover", Long.toString(limitMillis)));
  }

  /** What this process came back for is done, or given up. */
  public void settled() {
    send(GuardMessage.of(Kind.SETTLED), LocalSocket.NO_DESCRIPTOR);
  }

  @Override
  public boolean isKept() {
    return true;
  }

  @Override
  public void park(String key, int descriptor, List<String> words) {
    send(new GuardMessage(Kind.PARK, key, words), descriptor);
  }

  @Override
  public void note(String key, List<String> words) {
    send(new GuardMessage(Kind.NOTE, key, words), LocalSocket.NO_DESCRIPTOR);
  }

  @Override
  public void unpark(String key) {
    send(new GuardMessage(Kind.UNPARK, key, List.of()), LocalSocket.NO_DESCRIPTOR);
  }

  @Override
  public synchronized Map<String, Parked> take(String prefix) {
    Map<String, Parked> taken = new HashMap<>();
    left.forEach(
        (key, parked) -> {
          if (key.startsWith(prefix)) {
            taken.put(key, parked);
          }
        });
    left.keySet().removeAll(taken.keySet());
    return taken;
  }

  private void send(GuardMessage message, int descriptor) {
    SystemCallException.check("guardian", socket.send(message.encode(), descriptor));
  }
}
