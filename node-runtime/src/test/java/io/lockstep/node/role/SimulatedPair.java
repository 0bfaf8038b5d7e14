package io.lockstep.node.role;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Two simulated nodes, a network, an arbiter and clients, all driven by one seed. Checks after
 * every step that nobody serves alone beside another, and that whoever serves holds every
 * acknowledged operation.
 */
final class SimulatedPair {

  /** What crosses the network. */
  sealed interface Message {
    record Meet(Standing standing) implements Message {}

    record Judged(Verdict verdict) implements Message {}

    record Record(long sequence, long operation) implements Message {}

    record Ack(long sequence) implements Message {}

    record Tree(List<Long> content) implements Message {}

    record Offer(Lineage lineage) implements Message {}

    record Accepted() implements Message {}

    record Propose() implements Message {}

    record Agree() implements Message {}

    record Join(Lineage lineage, UUID moduleId, long last) implements Message {}

    record Joined(long epoch) implements Message {}

    record Handover(Lineage lineage, long last) implements Message {}

    record HandedOver(long epoch) implements Message {}

    record Bye(boolean outdated) implements Message {}
  }

  static final long STEP_MILLIS = 50;
  private static final long SILENCE_MILLIS = 2000;
  private static final long PROOF_MILLIS = 1000;
  private static final long RESUME_MILLIS = 10_000;

  final SimulatedNode a;
  final SimulatedNode b;
  final Random random;
  final List<String> trace = new ArrayList<>();
  final Set<Long> acknowledged = new HashSet<>();
  private final Map<Long, String[]> arbiter = new HashMap<>();
  private final Map<SimulatedNode, Deque<Message>> toward = new HashMap<>();
  private final Map<SimulatedNode, Long> lastContactMillis = new HashMap<>();
  long nowMillis = 1_000_000;
  boolean connected;
  boolean networkUp = true;
  boolean arbiterUp = true;
  boolean calm;
  double crashAtWrite;

  /** How often an application that a killed daemon had left was served again. */
  int resumed;

  private long nextOperation = 1;

  /** Decides which daemons are killed alone; null if all are killed with their guardians. */
  final Random guardians;

  SimulatedPair(long seed, boolean guarded) {
    random = new Random(seed);
    guardians = guarded ? new Random(~seed) : null;
    a = new SimulatedNode("alpha", 0, this, settings("alpha", "beta"));
    b = new SimulatedNode("beta", 1, this, settings("beta", "alpha"));
    for (SimulatedNode node : List.of(a, b)) {
      toward.put(node, new ArrayDeque<>());
      lastContactMillis.put(node, nowMillis);
    }
  }

  private static RoleSettings settings(String node, String peer) {
    return new RoleSettings(node, peer, false, 3000, 5000, 1000, 60_000, 500, 10_000, true, 3);
  }

  UUID randomId() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  void trace(String line) {
    trace.add(nowMillis + " " + line);
  }

  SimulatedNode peerOf(SimulatedNode node) {
    return node == a ? b : a;
  }

  /** A crash between a durable write and what should follow it. */
  void maybeCrash(SimulatedNode node) {
    if (!calm && random.nextDouble() < crashAtWrite) {
      boolean guarded = guardians != null && guardians.nextBoolean();
      trace(node.name + ": killed right after a durable write, guarded: " + guarded);
      if (guarded) {
        killGuarded(node);
      } else {
        kill(node);
      }
    }
  }

  void kill(SimulatedNode node) {
    node.crash();
    breakConnection("peer reset");
  }

  /** The daemon alone: its guardian may start it again. */
  void killGuarded(SimulatedNode node) {
    node.crashGuarded();
    breakConnection("peer reset");
  }

  void breakConnection(String why) {
    if (!connected) {
      return;
    }
    connected = false;
    for (SimulatedNode node : List.of(a, b)) {
      Deque<Message> queue = toward.get(node);
      // Some of what was on its way still arrives.
      int arriving = queue.isEmpty() ? 0 : random.nextInt(queue.size() + 1);
      for (int i = 0; i < arriving && node.up; i++) {
        deliver(node, queue.poll());
      }
      queue.clear();
      if (node.up) {
        node.forgetSession();
        node.inbox.add(new Input.LinkLost(why));
      }
    }
  }

  /** By one node's own decision: only the other one hears of it. */
  void disconnect(SimulatedNode node) {
    if (!connected) {
      return;
    }
    SimulatedNode peer = peerOf(node);
    while (peer.up && !toward.get(peer).isEmpty()) {
      deliver(peer, toward.get(peer).poll());
    }
    connected = false;
    toward.get(node).clear();
    node.forgetSession();
    if (peer.up) {
      peer.forgetSession();
      peer.inbox.add(new Input.LinkLost("closed by the peer"));
    }
  }

  void send(SimulatedNode from, Message message) {
    if (connected) {
      toward.get(peerOf(from)).add(message);
    }
  }

  boolean peerHas(SimulatedNode node, long sequence) {
    return peerOf(node).end() >= sequence && peerOf(node).history.applied() >= sequence;
  }

  /**
   * The arbiter's answer may be lost, before or after it was written down: so whoever asks has
   * promised, durably, never to give the number to anything else.
   */
  void claim(SimulatedNode node, Epoch candidate) {
    if (node.record.epochPromised() < candidate.number()) {
      throw new AssertionError(
          "%s asked for epoch %d and its durable promise is %d"
              .formatted(node.name, candidate.number(), node.record.epochPromised()));
    }
    boolean asked = arbiterUp && (calm || random.nextDouble() > 0.1);
    if (!asked) {
      node.inbox.add(new Input.ClaimAnswered(new Input.ClaimOutcome.Unknown("no answer")));
      return;
    }
    String[] mine = {node.name, candidate.id().toString()};
    String[] held = arbiter.putIfAbsent(candidate.number(), mine);
    if (!calm && random.nextDouble() < 0.1) {
      node.inbox.add(new Input.ClaimAnswered(new Input.ClaimOutcome.Unknown("answer lost")));
      return;
    }
    boolean granted = held == null || (held[0].equals(mine[0]) && held[1].equals(mine[1]));
    node.inbox.add(
        new Input.ClaimAnswered(
            granted
                ? new Input.ClaimOutcome.Granted()
                : new Input.ClaimOutcome.Held(held[0], UUID.fromString(held[1]))));
  }

  void acknowledged(SimulatedNode by, long operation) {
    acknowledged.add(operation);
    checkEntitled(by);
  }

  /** Whoever may acknowledge holds everything that was acknowledged, and is the only one. */
  void checkEntitled(SimulatedNode node) {
    SimulatedNode peer = peerOf(node);
    if (peer.up
        && peer.gate == SimulatedNode.Gate.ALONE
        && peer != node
        && node.gate != SimulatedNode.Gate.CLOSED) {
      throw new AssertionError("two nodes serve at once: " + node.name + " and " + peer.name);
    }
    Set<Long> held = new HashSet<>(node.history.tree());
    held.addAll(node.history.journal());
    for (long operation : acknowledged) {
      if (!held.contains(operation)) {
        throw new AssertionError(
            node.name
                + " serves without acknowledged operation "
                + operation
                + "; its "
                + node.history
                + "; the other's "
                + peer.history);
      }
    }
  }

  /** One step of time: everything that can happen by itself does. */
  void step() {
    nowMillis += STEP_MILLIS;
    connectIfPossible();
    for (SimulatedNode node : List.of(a, b)) {
      if (node.up) {
        run(node);
      }
    }
  }

  private void connectIfPossible() {
    boolean started = a.up && b.up && isStarted(a) && isStarted(b) && networkUp && !connected;
    if (started && (calm || random.nextInt(3) == 0)) {
      connected = true;
      a.inbox.add(new Input.LinkUp());
      b.inbox.add(new Input.LinkUp());
    }
  }

  private static boolean isStarted(SimulatedNode node) {
    return node.state != null && !(node.state.phase() instanceof Phase.Stopped);
  }

  private void run(SimulatedNode node) {
    if (peerOf(node).up && networkUp) {
      lastContactMillis.put(node, nowMillis);
    }
    int deliveries = calm ? Integer.MAX_VALUE : random.nextInt(4);
    for (int i = 0; i < deliveries && !toward.get(node).isEmpty(); i++) {
      deliver(node, toward.get(node).poll());
    }
    drainInbox(node);
    if (node.up) {
      node.feed();
      node.handle(new Input.Tick(life(node), 0));
      drainInbox(node);
    }
  }

  private void drainInbox(SimulatedNode node) {
    while (node.up && !node.inbox.isEmpty()) {
      node.handle(node.inbox.poll());
    }
  }

  private PeerLife life(SimulatedNode node) {
    long silence = nowMillis - lastContactMillis.get(node);
    SimulatedNode peer = peerOf(node);
    boolean down = !peer.up && networkUp && !connected;
    if (down && peer.guarded && nowMillis - peer.killedMillis < RESUME_MILLIS) {
      return new PeerLife(PeerLife.Kind.RESUMING, "its guardian answers");
    }
    if (down && !peer.guarded && silence <= PROOF_MILLIS) {
      return new PeerLife(PeerLife.Kind.PROVEN_DEAD, "refused");
    }
    return silence > SILENCE_MILLIS
        ? new PeerLife(PeerLife.Kind.SILENT, "silent")
        : new PeerLife(PeerLife.Kind.ALIVE, "alive");
  }

  private void deliver(SimulatedNode node, Message message) {
    if (!node.up || message == null) {
      return;
    }
    switch (message) {
      case Message.Meet m -> {
        node.heard = m.standing();
        node.meetIfBothSpoke();
      }
      case Message.Judged m -> node.inbox.add(new Input.PeerJudged(m.verdict()));
      case Message.Record m -> node.received(m);
      case Message.Ack m -> node.acked(m.sequence());
      case Message.Tree m -> {
        node.history.copy(m.content());
        node.stateCopied = true;
      }
      case Message.Offer m -> node.inbox.add(new Input.FeedOffered(m.lineage()));
      case Message.Accepted m -> node.inbox.add(new Input.FeedAccepted());
      case Message.Propose m -> node.inbox.add(new Input.HandoverOffered());
      case Message.Agree m -> node.inbox.add(new Input.HandoverAccepted());
      case Message.Join m -> node.joinAsked(m.lineage(), m.moduleId(), m.last());
      case Message.Joined m -> node.inbox.add(new Input.JoinAnswered(m.epoch()));
      case Message.Handover m ->
          node.inbox.add(new Input.HandoverAsked(m.lineage(), node.end() == m.last()));
      case Message.HandedOver m -> node.inbox.add(new Input.HandoverAnswered(m.epoch()));
      case Message.Bye m -> node.inbox.add(new Input.PeerLeft(m.outdated(), "stopped"));
    }
  }

  void writeSomewhere() {
    SimulatedNode node = random.nextBoolean() ? a : b;
    if (node.up) {
      node.write(nextOperation++);
    }
  }

  String lastWords() {
    int from = Math.max(0, trace.size() - 60000);
    return String.join("\n", trace.subList(from, trace.size()));
  }
}
