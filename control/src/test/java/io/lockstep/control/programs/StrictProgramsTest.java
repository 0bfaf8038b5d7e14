package io.lockstep.control.programs;

import io.lockstep.control.testkit.MirroredPair;
import io.lockstep.control.testkit.PairConfig;
import org.junit.jupiter.api.BeforeAll;

/** Programs on a mirrored pair in mode {@code strict}. */
final class StrictProgramsTest extends ProgramsOnPair {
  private static MirroredPair pair;

  @BeforeAll
  static void start() throws Exception {
    pair = MirroredPair.start(HARNESS, PairConfig.Settings.bare("strict"));
  }

  @Override
  MirroredPair pair() {
    return pair;
  }
}
