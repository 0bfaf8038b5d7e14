package io.lockstep.control.events;

import java.nio.file.Path;
import org.jdbi.v3.core.Jdbi;

/** The database file behind a closed store, for what the store itself does not offer. */
final class EventDatabase {

  private EventDatabase() {}

  static Jdbi at(Path file) {
    return Jdbi.create("jdbc:h2:async:" + file, "lockstep", "");
  }
}
