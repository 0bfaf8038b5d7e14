package io.lockstep.control.programs;

import io.lockstep.control.testkit.MirroredPair;
import io.lockstep.control.testkit.PairConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Programs on a mirrored pair in mode {@code barrier}. */
final class BarrierProgramsTest extends ProgramsOnPair {
  private static MirroredPair pair;

  @BeforeAll
  static void start() throws Exception {
    pair = MirroredPair.start(HARNESS, PairConfig.Settings.bare("barrier"));
  }

  @Override
  MirroredPair pair() {
    return pair;
  }

  @Test
  void aSwapSendsWhatANeighbourHasNotSynced() throws Exception {
    Neighbour.run(pair());
  }
}
