package io.lockstep.node.membership;

import java.util.Optional;
import java.util.UUID;

/** Asks the arbiter for an epoch. Safe for all threads; a claim holds its thread for a while. */
public interface ArbiterClient extends AutoCloseable {

  /**
   * Tries to create the record (cluster, module, epoch), which can be created once only. The same
   * claim may be repeated after a lost answer or a crash: whoever created the record is granted it
   * again.
   *
   * @param epoch the number of the epoch to begin
   * @param epochId its random id, durable at the claimer before it asks
   */
  Claim claim(String cluster, UUID moduleId, long epoch, String node, UUID epochId);

  /**
   * Whether the arbiter answers, without asking it for anything. Also makes the next claim quick:
   * the connection stands then.
   *
   * @return empty if it does, else why not
   */
  Optional<String> look(String cluster);

  @Override
  void close();
}
