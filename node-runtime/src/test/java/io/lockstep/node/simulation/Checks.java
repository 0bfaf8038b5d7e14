package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.TreeTrust;
import io.lockstep.node.role.Phase;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The invariants, at the moments when they could be broken and after every step. */
final class Checks {

  private final World world;
  private final Map<Long, String> answeredIn = new HashMap<>();

  Checks(World world) {
    this.world = world;
  }

  /**
   * A client is about to be answered. An answer may come late, when the peer serves already: then
   * the peer has the operation.
   */
  void answers(Daemon daemon, WriteSide.Gate gate, long epoch, int operation) {
    Server server = daemon.server();
    Server peer = world.peerOf(server);
    boolean peerAlone = peer.daemon() != null && servesAlone(peer.daemon());
    boolean late =
        world.ledger().isBarrier(operation) || peer.disk().history().held().get(operation);
    Invariant.ONE_ACKNOWLEDGER.holds(
        !peerAlone || late || world.isForced(), "%s answers while %s serves alone", server, peer);
    String before = answeredIn.putIfAbsent(epoch, server.name());
    Invariant.ONE_ACKNOWLEDGER.holds(
        before == null || before.equals(server.name()) || world.isForced(),
        "%s answers in epoch %d, in which %s has answered",
        server,
        epoch,
        before);
    if (gate == WriteSide.Gate.ALONE) {
      server.answeredAlone().set(operation);
      NodeRecord durable = server.disk().readRecord();
      Invariant.USE_BEFORE_ANSWER.holds(
          durable.aloneUsed() && durable.lineage().lastNumber() == epoch,
          "%s answers alone in epoch %d; its durable record is in epoch %d, used: %s",
          server,
          epoch,
          durable.lineage().lastNumber(),
          durable.aloneUsed());
    }
  }

  /** A gate is about to be opened. */
  void opens(Daemon daemon, Epoch epoch) {
    Server server = daemon.server();
    Optional<Epoch> durable = server.disk().readRecord().lineage().last();
    Invariant.USE_BEFORE_ANSWER.holds(
        durable.equals(Optional.of(epoch)),
        "%s opens its gate for epoch %d, and its durable record ends with %s",
        server,
        epoch.number(),
        durable);
    requireHoldsAll(server, server.disk().history().tree().content(), "serves");
  }

  private void requireHoldsAll(Server server, String what) {
    requireHoldsAll(server, server.disk().history().held(), what);
  }

  private void requireHoldsAll(Server server, BitSet held, String what) {
    if (world.isForced()) {
      return;
    }
    int lacking = world.ledger().firstOwedOutside(held);
    Invariant.NOTHING_LOST.holds(
        lacking < 0,
        "%s %s without acknowledged operation %d; its %s; the other's %s",
        server,
        what,
        lacking,
        server.disk().history(),
        world.peerOf(server).disk().history());
  }

  /** An arbiter is about to be asked. */
  void asks(Daemon daemon, Epoch candidate) {
    long promised = daemon.server().disk().readRecord().epochPromised();
    Invariant.PROMISE_BEFORE_QUESTION.holds(
        promised >= candidate.number(),
        "%s asks for epoch %d, its durable promise is %d",
        daemon.server(),
        candidate.number(),
        promised);
  }

  /** A mirror, or a node that is brought up to date, is about to apply a record. */
  void applies(Daemon daemon, long epoch) {
    Lineage durable = daemon.server().disk().readRecord().lineage();
    boolean lived = durable.epochs().stream().anyMatch(one -> one.number() == epoch);
    boolean mirrors = daemon.phase() instanceof Phase.Secondary;
    Invariant.NOTHING_STALE.holds(
        mirrors ? epoch == durable.lastNumber() : lived,
        "%s applies a record of epoch %d, and its durable record is in epoch %d",
        daemon.server(),
        epoch,
        durable.lastNumber());
  }

  void recordWritten(Server server, NodeRecord before, NodeRecord after) {
    Invariant.NOTHING_STALE.holds(
        after.epochPromised() >= before.epochPromised(),
        "%s promised epoch %d, and now %d",
        server,
        before.epochPromised(),
        after.epochPromised());
    Epoch last = after.lineage().last().orElse(null);
    if (last == null || after.lineage().equals(before.lineage()) && after.data() == before.data()) {
      return;
    }
    boolean own = last.primary().equals(server.name());
    boolean begins = !before.lineage().last().equals(after.lineage().last());
    if (begins && (own || after.data() == DataState.UP_TO_DATE)) {
      rises(server, before, after);
    }
    if (last.kind() == Epoch.Kind.ALONE && own && begins) {
      entersAlone(server, before, last);
    }
    boolean mended = before.data() != DataState.UP_TO_DATE && after.data() == DataState.UP_TO_DATE;
    if (last.kind() == Epoch.Kind.MIRRORED && mended) {
      joins(server, last);
    }
  }

  /** Only who takes over the epochs of its source may go back to a lower number. */
  private static void rises(Server server, NodeRecord before, NodeRecord after) {
    Invariant.NOTHING_STALE.holds(
        after.lineage().lastNumber() > before.lineage().lastNumber(),
        "%s was in epoch %d, and begins epoch %d",
        server,
        before.lineage().lastNumber(),
        after.lineage().lastNumber());
  }

  private void entersAlone(Server server, NodeRecord before, Epoch epoch) {
    if (epoch.forced()) {
      world.forced();
      world.ledger().writeOffAllBut(server.disk().history().held());
    } else {
      promotes(server, before);
      requireHoldsAll(server, "is entitled");
    }
    server.member(true);
    world.peerOf(server).member(false);
  }

  private void promotes(Server server, NodeRecord before) {
    Server peer = world.peerOf(server);
    boolean agreed =
        before.data() == DataState.OUTDATED && peer.record().data() != DataState.UP_TO_DATE;
    Invariant.NO_STALE_PROMOTION.holds(
        before.data() == DataState.UP_TO_DATE || agreed || world.isForced(),
        "%s is promoted by itself, and its copy is %s",
        server,
        before.data());
  }

  /**
   * A copy is up to date again. Not where the source has waited too long for it, and was granted
   * the next epoch: the copy only does not know yet that it is not meant any more.
   */
  private void joins(Server server, Epoch epoch) {
    if (!world.arbiter().wouldGrant(server.name(), epoch.number() + 1)) {
      return;
    }
    Server peer = world.peerOf(server);
    boolean asked = peer.daemon() != null && peer.daemon().phase() instanceof Phase.Joining;
    if (!server.isMember() && asked) {
      Invariant.EQUAL_BEFORE_TRUSTED.holds(
          server.disk().history().tree().equalTo(peer.disk().history().tree()),
          "%s counts as up to date: its tree %s, the source's %s",
          server,
          server.disk().history().tree(),
          peer.disk().history().tree());
    }
    requireHoldsAll(server, "counts as up to date");
    server.member(true);
    world.servers().forEach(both -> both.answeredAlone().clear());
  }

  /**
   * The tree of a server is about to be overwritten by state. What it alone has answered is in an
   * archive then, and that is noted; unless the copy was not what its journal says anyway.
   */
  void overwrites(Server server, Standing told, Message.Content content) {
    BitSet lost = (BitSet) server.disk().history().tree().content().clone();
    lost.andNot(content.tree().content());
    lost.and(server.answeredAlone());
    server.answeredAlone().clear();
    if (lost.isEmpty() || !told.treeTrusted() || server.isRolledBack()) {
      return;
    }
    DataState durable = server.disk().readRecord().data();
    Invariant.NOTHING_SILENT.holds(
        durable == DataState.REPLACED, "%s loses %s and its record says %s", server, lost, durable);
    lost.andNot(server.archived());
    Invariant.NOTHING_SILENT.holds(
        lost.isEmpty(), "%s loses operations that no archive holds: %s", server, lost);
    world.countArchived();
  }

  /** After every step. */
  void all() {
    twoAlone();
    BitSet gone = world.ledger().unanswered(world.servers());
    if (!world.isForced()) {
      Invariant.NOTHING_LOST.holds(
          gone.isEmpty(), "no copy that counts holds the acknowledged operations %s", gone);
      world.servers().forEach(this::entitled);
    }
    mirror(world.first(), world.second());
    mirror(world.second(), world.first());
  }

  private void twoAlone() {
    long alone =
        world.servers().stream()
            .filter(server -> server.daemon() != null)
            .filter(server -> servesAlone(server.daemon()))
            .count();
    Invariant.ONE_ACKNOWLEDGER.holds(alone < 2 || world.isForced(), "both nodes serve alone");
  }

  private static boolean servesAlone(Daemon daemon) {
    return daemon.writes().gate() == WriteSide.Gate.ALONE && daemon.writes().accepts();
  }

  /** Whoever could be granted the next epoch, now or after a restart, holds everything. */
  private void entitled(Server server) {
    NodeRecord record = server.record();
    boolean eligible = record.data() == DataState.UP_TO_DATE && !record.isFresh();
    if (!eligible || server.isRolledBack() || world.isArbiterHuman()) {
      return;
    }
    Epoch last = record.lineage().last().orElseThrow();
    boolean wasAlone = last.kind() == Epoch.Kind.ALONE && last.primary().equals(server.name());
    boolean trusted =
        server.daemon() != null
            ? server.daemon().state().treeTrusted()
            : TreeTrust.isTrusted(record, server.bootId());
    if ((wasAlone || trusted) && world.arbiter().wouldGrant(server.name(), last.number() + 1)) {
      int lacking = world.ledger().firstOwedOutside(server.disk().history().held());
      Invariant.ENTITLED_HOLDS_ALL.holds(
          lacking < 0,
          "%s could be granted epoch %d and lacks operation %d; its %s",
          server,
          last.number() + 1,
          lacking,
          server.disk().history());
    }
  }

  private void mirror(Server primary, Server second) {
    if (primary.daemon() == null || second.daemon() == null) {
      return;
    }
    boolean mirrored =
        primary.daemon().phase() instanceof Phase.Primary p
            && second.daemon().phase() instanceof Phase.Secondary s
            && p.epoch().id().equals(s.epoch().id());
    if (mirrored) {
      Invariant.PREFIX.holds(
          primary.disk().history().tree().agreesWith(second.disk().history().tree()),
          "the trees of %s %s and %s %s do not agree",
          primary,
          primary.disk().history().tree(),
          second,
          second.disk().history().tree());
    }
  }
}
