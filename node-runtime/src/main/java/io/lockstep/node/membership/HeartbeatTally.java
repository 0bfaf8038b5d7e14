package io.lockstep.node.membership;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts heartbeats. Safe for all threads. */
final class HeartbeatTally {

  final LongAdder sent = new LongAdder();
  final LongAdder sendFailures = new LongAdder();
  final LongAdder accepted = new LongAdder();
  private final Map<Refusal, LongAdder> refused;

  HeartbeatTally() {
    Map<Refusal, LongAdder> zeros = new EnumMap<>(Refusal.class);
    for (Refusal reason : Refusal.values()) {
      zeros.put(reason, new LongAdder());
    }
    refused = Collections.unmodifiableMap(zeros);
  }

  void refused(Refusal reason) {
    refused.get(reason).increment();
  }

  HeartbeatCounters snapshot() {
    Map<Refusal, Long> byReason = new EnumMap<>(Refusal.class);
    refused.forEach((reason, count) -> byReason.put(reason, count.sum()));
    byReason.values().removeIf(count -> count == 0);
    return new HeartbeatCounters(sent.sum(), sendFailures.sum(), accepted.sum(), byReason);
  }
}
