package io.lockstep.node.module;

import io.lockstep.node.replication.CloseReason;
import io.lockstep.node.replication.LinkHandler;
import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.replication.PeerConnection;
import io.lockstep.node.replication.WritePipeline;
import io.lockstep.node.role.Input;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Deals out what one connection receives: records to the target side, acknowledgements to the
 * pipeline and the source side, what concerns roles to the role thread. Never blocks: a worker that
 * waits for an acknowledgement may be the one that reads.
 */
final class LinkRouter implements LinkHandler {

  /** What needs the role thread, together with what only the connection's owner knows. */
  interface RoleMessages {
    void met(LinkMessage.Meet meet);

    void left(LinkMessage.Farewell farewell);

    void joinAsked(LinkMessage.Join join);

    void handoverAsked(LinkMessage.Handover handover);

    void peerState(LinkMessage.PeerState state);

    void verifyAnswered(LinkMessage.VerifyAnswer answer);
  }

  private final PeerConnection connection;
  private final WritePipeline pipeline;
  private final SourceSide source;
  private final TargetSide target;
  private final RoleMessages roles;
  private final Consumer<Input> inbox;
  private final LinkKeeper keeper;

  LinkRouter(
      PeerConnection connection,
      WritePipeline pipeline,
      SourceSide source,
      TargetSide target,
      RoleMessages roles,
      Consumer<Input> inbox,
      LinkKeeper keeper) {
    this.connection = connection;
    this.pipeline = pipeline;
    this.source = source;
    this.target = target;
    this.roles = roles;
    this.inbox = inbox;
    this.keeper = keeper;
  }

  @Override
  public void message(long epoch, LinkMessage message) {
    switch (message) {
      case LinkMessage.Ack ack -> {
        pipeline.acknowledged(epoch, ack.sequence());
        source.message(ack);
      }
      case LinkMessage.Synced synced -> pipeline.synced(epoch, synced.sequence());
      case LinkMessage.Applied _, LinkMessage.Condensing _, LinkMessage.Settled _ ->
          source.message(message);
      case LinkMessage.Condense condense ->
          inbox.accept(new Input.CondenseAsked(condense.wholeFrom()));
      case LinkMessage.Settle settle -> target.settle(settle.sequence(), inbox);
      case LinkMessage.StateSync sync -> stateSync(epoch, sync);
      case LinkMessage.Meet meet -> roles.met(meet);
      case LinkMessage.Judged judged -> inbox.accept(new Input.PeerJudged(judged.verdict()));
      case LinkMessage.Offer offer -> inbox.accept(new Input.FeedOffered(offer.lineage()));
      case LinkMessage.Accepted accepted -> inbox.accept(new Input.FeedAccepted());
      case LinkMessage.HandoverOffer offer -> inbox.accept(new Input.HandoverOffered());
      case LinkMessage.HandoverAccepted accepted -> inbox.accept(new Input.HandoverAccepted());
      case LinkMessage.Join join -> roles.joinAsked(join);
      case LinkMessage.Joined joined -> inbox.accept(new Input.JoinAnswered(joined.epoch()));
      case LinkMessage.Handover handover -> roles.handoverAsked(handover);
      case LinkMessage.HandedOver done -> inbox.accept(new Input.HandoverAnswered(done.epoch()));
      case LinkMessage.Farewell farewell -> roles.left(farewell);
      case LinkMessage.PeerState state -> roles.peerState(state);
      case LinkMessage.VerifyAnswer answer -> roles.verifyAnswered(answer);
      default -> target.message(epoch, message);
    }
  }

  /** Whichever of the two sides is in a synchronisation by state takes it. */
  private void stateSync(long epoch, LinkMessage.StateSync sync) {
    source.message(sync);
    target.message(epoch, sync);
  }

  @Override
  public void record(MemorySegment record) {
    target.record(record);
  }

  @Override
  public void batchEnd() {
    target.batchEnd();
  }

  @Override
  public void closed(CloseReason reason, String why) {
    source.close();
    target.close();
    keeper.ended(connection, reason + ": " + why);
  }
}
