package io.lockstep.node.membership;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts heartbeats. Safe for all threads. */
final class HeartbeatTally {

  final LongAdder sent = new LongAdder();
  final LongAdder sendFailures = new LongAdder();
  final LongAdder accepted = new LongAdder();
  private final AtomicLongArray refused = new AtomicLongArray(Refusal.values().length);

  void refused(Refusal reason) {
    refused.incrementAndGet(reason.ordinal());
  }

  HeartbeatCounters snapshot() {
    Map<Refusal, Long> byReason = new EnumMap<>(Refusal.class);
    for (Refusal reason : Refusal.values()) {
      if (refused.get(reason.ordinal()) > 0) {
        byReason.put(reason, refused.get(reason.ordinal()));
      }
    }
    return new HeartbeatCounters(sent.sum(), sendFailures.sum(), accepted.sum(), byReason);
  }
}
