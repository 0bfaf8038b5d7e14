package io.lockstep.control.programs;

import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.MirroredPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is used in both modes; all of it on one pair. */
abstract class ProgramsOnPair {
  @RegisterExtension static final HarnessExtension HARNESS = new HarnessExtension();

  /** Started by the class that knows the mode. */
  abstract MirroredPair pair();

  @Test
  void sqlite() throws Exception {
    Sqlite.run(pair());
  }

  @Test
  void git() throws Exception {
    Git.run(pair());
  }

  @Test
  void tarAndRsync() throws Exception {
    Archives.run(pair());
  }

  @Test
  void fio() throws Exception {
    Fio.run(pair());
  }

  @Test
  void stressNg() throws Exception {
    Stress.run(pair());
  }

  /** Takes long, and a server of some size that has to be installed for it. */
  @Test
  @EnabledIfSystemProperty(named = "lockstep.programs.mariadb", matches = "true")
  void mariaDb() throws Exception {
    MariaDb.run(pair());
  }
}
