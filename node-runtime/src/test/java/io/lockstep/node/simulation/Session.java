package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.Standing;
import io.lockstep.node.role.Input;

/** Everything that lives as long as one connection, on one node. */
final class Session {

  private final Daemon daemon;
  private final Connection connection;
  private final TargetSide target;
  private final SourceSide source;
  private Standing told;
  private Standing heard;

  Session(Daemon daemon, Connection connection) {
    this.daemon = daemon;
    this.connection = connection;
    this.target = new TargetSide(daemon, this);
    this.source = new SourceSide(daemon, this);
  }

  Connection connection() {
    return connection;
  }

  TargetSide target() {
    return target;
  }

  SourceSide source() {
    return source;
  }

  Standing told() {
    return told;
  }

  Standing heard() {
    return heard;
  }

  void send(Message message) {
    daemon.server().world().network().send(daemon.server(), connection, message);
  }

  void told(Standing standing) {
    told = standing;
    meetIfBothSpoke();
  }

  void heard(Standing standing) {
    heard = standing;
    meetIfBothSpoke();
  }

  private void meetIfBothSpoke() {
    if (told != null && heard != null) {
      post(new Input.PeerMet(told, heard));
    }
  }

  /** Matters only while this is the current session. */
  void post(Input input) {
    daemon.post(input, this);
  }

  void receive(Message message) {
    switch (message) {
      case Message.Meet m -> heard(m.standing());
      case Message.Judged m -> post(new Input.PeerJudged(m.verdict()));
      case Message.BeginSegment m -> target.begin(m.header());
      case Message.Record m -> target.record(m);
      case Message.Ack m -> {
        daemon.writes().acknowledged(m.epoch(), m.sequence());
        source.acknowledged(m.sequence());
      }
      case Message.Synced m -> daemon.writes().synced(m.epoch(), m.sequence());
      case Message.ReplayEnd m -> target.endReplay(m.sequence());
      case Message.Applied m -> source.applied(m.sequence());
      case Message.Content m -> target.content(m);
      case Message.Offer m -> post(new Input.FeedOffered(m.lineage()));
      case Message.Accepted m -> post(new Input.FeedAccepted());
      case Message.HandoverOffer m -> post(new Input.HandoverOffered());
      case Message.HandoverAccepted m -> post(new Input.HandoverAccepted());
      case Message.Join m ->
          post(new Input.JoinAsked(m.lineage(), m.moduleId(), target.standsAt(m.last())));
      case Message.Joined m -> post(new Input.JoinAnswered(m.epoch()));
      case Message.Handover m ->
          post(new Input.HandoverAsked(m.lineage(), target.standsAt(m.last())));
      case Message.HandedOver m -> post(new Input.HandoverAnswered(m.epoch()));
      case Message.Farewell m -> {
        daemon.watch().farewell();
        daemon.post(new Input.PeerLeft(m.outdated(), m.reason()), null);
      }
      case Message.End m -> daemon.connectionEnded(m.why());
    }
  }

  /** Nothing is received, fed or applied on it any more. */
  void close() {
    source.close();
    target.close();
  }
}
