package io.lockstep.node.replication;

/** The number of each control message in a frame header. Numbers are never reused. */
enum LinkKind {
  HELLO(128),
  PROOF(129),
  MEET(130),
  JUDGED(131),
  BEGIN_SEGMENT(132),
  CONTEXT(133),
  ACK(134),
  SYNCED(135),
  REPLAY_END(136),
  APPLIED(137),
  TROUBLE(138),
  JOIN(139),
  JOINED(140),
  HANDOVER(141),
  HANDED_OVER(142),
  FAREWELL(143),
  PEER_STATE(144),
  REJECTED(145),
  STATE_SYNC(146),
  OFFER(147),
  ACCEPTED(148),
  HANDOVER_OFFER(149),
  HANDOVER_ACCEPTED(150),
  SYNC_AHEAD(151),
  CONDENSE(152),
  CONDENSING(153),
  SETTLE(154),
  SETTLED(155),
  VERIFY(156),
  VERIFY_ASIDE(157),
  VERIFY_ANSWER(158);

  private static final LinkKind[] ALL = values();

  private final int wire;

  LinkKind(int wire) {
    this.wire = wire;
  }

  int wire() {
    return wire;
  }

  static LinkKind ofWire(int wire) {
    int index = wire - HELLO.wire;
    if (index < 0 || index >= ALL.length) {
      throw new MalformedFrameException(
          "frame kind: expected 128 to " + (127 + ALL.length) + ", found " + wire);
    }
    return ALL[index];
  }

  static LinkKind of(LinkMessage message) {
    return switch (message) {
      case LinkMessage.Hello _ -> HELLO;
      case LinkMessage.Proof _ -> PROOF;
      case LinkMessage.Meet _ -> MEET;
      case LinkMessage.Judged _ -> JUDGED;
      case LinkMessage.BeginSegment _ -> BEGIN_SEGMENT;
      case LinkMessage.Context _ -> CONTEXT;
      case LinkMessage.Ack _ -> ACK;
      case LinkMessage.Synced _ -> SYNCED;
      case LinkMessage.ReplayEnd _ -> REPLAY_END;
      case LinkMessage.Applied _ -> APPLIED;
      case LinkMessage.Trouble _ -> TROUBLE;
      case LinkMessage.Join _ -> JOIN;
      case LinkMessage.Joined _ -> JOINED;
      case LinkMessage.Handover _ -> HANDOVER;
      case LinkMessage.HandedOver _ -> HANDED_OVER;
      case LinkMessage.Farewell _ -> FAREWELL;
      case LinkMessage.PeerState _ -> PEER_STATE;
      case LinkMessage.Rejected _ -> REJECTED;
      case LinkMessage.StateSync _ -> STATE_SYNC;
      case LinkMessage.Offer _ -> OFFER;
      case LinkMessage.Accepted _ -> ACCEPTED;
      case LinkMessage.HandoverOffer _ -> HANDOVER_OFFER;
      case LinkMessage.HandoverAccepted _ -> HANDOVER_ACCEPTED;
      case LinkMessage.SyncAhead _ -> SYNC_AHEAD;
      case LinkMessage.Condense _ -> CONDENSE;
      case LinkMessage.Condensing _ -> CONDENSING;
      case LinkMessage.Settle _ -> SETTLE;
      case LinkMessage.Settled _ -> SETTLED;
      case LinkMessage.Verify _ -> VERIFY;
      case LinkMessage.VerifyAside _ -> VERIFY_ASIDE;
      case LinkMessage.VerifyAnswer _ -> VERIFY_ANSWER;
    };
  }
}
