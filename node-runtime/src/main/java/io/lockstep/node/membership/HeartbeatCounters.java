package io.lockstep.node.membership;

import java.util.Map;

/**
 * What became of heartbeats since the start.
 *
 * @param sendFailures no address, no route, no buffer
 * @param refused by reason; reasons without a case are absent
 */
public record HeartbeatCounters(
    long sent, long sendFailures, long accepted, Map<Refusal, Long> refused) {

  public HeartbeatCounters {
    refused = Map.copyOf(refused);
  }
}
