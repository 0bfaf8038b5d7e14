package io.lockstep.node.membership;

import java.util.Optional;
import java.util.UUID;

/** No arbiter: nobody is ever entitled by a machine to go on alone after silence. */
public final class ManualArbiter implements ArbiterClient {

  @Override
  public Claim claim(String cluster, UUID moduleId, long epoch, String node, UUID epochId) {
    return new Claim.Unknown("no arbiter is configured: a human decides");
  }

  @Override
  public Optional<String> look(String cluster) {
    return Optional.empty();
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
