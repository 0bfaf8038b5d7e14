package io.lockstep.node.module;

import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.role.Input;
import java.util.function.Consumer;

/** Messages of one session that the role thread decides about. Called by whoever reads the link. */
final class SessionMessages implements LinkRouter.RoleMessages {

  private final ModuleRuntime module;
  private final PeerSession session;

  /** Drops what the session has to say when it is no longer the current one. */
  private final Consumer<Input> inbox;

  SessionMessages(ModuleRuntime module, PeerSession session, Consumer<Input> inbox) {
    this.module = module;
    this.session = session;
    this.inbox = inbox;
  }

  @Override
  public void met(LinkMessage.Meet meet) {
    session.heard(meet);
  }

  /** Matters even when the connection has ended since: the peer has made durable what it says. */
  @Override
  public void left(LinkMessage.Farewell farewell) {
    module.life().farewell();
    module.post(new Input.PeerLeft(farewell.outdated(), farewell.reason()));
  }

  @Override
  public void joinAsked(LinkMessage.Join join) {
    whenQuiet(
        join.lastSequence(),
        complete -> new Input.JoinAsked(join.lineage(), join.moduleId(), complete));
  }

  @Override
  public void handoverAsked(LinkMessage.Handover handover) {
    whenQuiet(
        handover.lastSequence(), complete -> new Input.HandoverAsked(handover.lineage(), complete));
  }

  /** An input that tells whether this node's tree stands where the source says. */
  @FunctionalInterface
  private interface Answer {
    Input of(boolean complete);
  }

  private void whenQuiet(long sequence, Answer answer) {
    module
        .services()
        .executor()
        .execute(() -> inbox.accept(answer.of(session.target().standsAt(sequence))));
  }

  @Override
  public void peerState(LinkMessage.PeerState told) {
    module.board().peerSaid(told);
  }

  @Override
  public void verifyAnswered(LinkMessage.VerifyAnswer answer) {
    module.verifications().answered(answer);
  }
}
