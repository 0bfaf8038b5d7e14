package io.lockstep.node.module;

import io.lockstep.journal.lineage.Standing;
import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.replication.PeerConnection;
import io.lockstep.node.role.Input;
import java.util.function.Consumer;

/**
 * Everything that lives as long as one connection to the peer. What both nodes said of themselves
 * is kept until both have spoken: the decision needs exactly what was said, not what has become of
 * it since.
 */
final class PeerSession {

  private final PeerConnection connection;
  private final SourceSide source;
  private final TargetSide target;
  private final Consumer<Input> inbox;
  private Standing self;
  private Standing peer;

  PeerSession(
      PeerConnection connection, SourceSide source, TargetSide target, Consumer<Input> inbox) {
    this.connection = connection;
    this.source = source;
    this.target = target;
    this.inbox = inbox;
  }

  PeerConnection connection() {
    return connection;
  }

  SourceSide source() {
    return source;
  }

  TargetSide target() {
    return target;
  }

  synchronized Standing peer() {
    return peer;
  }

  /** For the role thread, as long as this session is the current one. */
  void tell(Input input) {
    inbox.accept(input);
  }

  /** This node has told its standing. */
  synchronized void told(Standing standing) {
    self = standing;
    meetIfBothSpoke();
  }

  /** The peer has told its standing. */
  synchronized void heard(LinkMessage.Meet meet) {
    peer = meet.standing();
    meetIfBothSpoke();
  }

  private void meetIfBothSpoke() {
    if (self != null && peer != null) {
      inbox.accept(new Input.PeerMet(self, peer));
    }
  }
}
