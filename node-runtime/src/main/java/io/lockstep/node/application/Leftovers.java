package io.lockstep.node.application;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** What an earlier daemon has left running because it was killed. */
final class Leftovers {

  private final ApplicationPlace place;

  Leftovers(ApplicationPlace place) {
    this.place = place;
  }

  /**
   * Kills them and forgets them.
   *
   * @return whether there were any
   * @throws IOException with one clear line if some survive: nothing may be started beside them
   */
  boolean kill() throws IOException {
    Optional<RunRecord> record = RunRecord.read(place.recordFile());
    boolean found = record.isPresent() && kill(record.get());
    // Only now: until they are gone the record is the only way to find them.
    forget();
    return found;
  }

  private static boolean kill(RunRecord record) throws IOException {
    ProcessFamily family = record.family(ProcessTable.bootId());
    if (family.running().isEmpty()) {
      return false;
    }
    List<ProcessEntry> left = family.killAll(Stopping.KILL_MILLIS);
    if (!left.isEmpty()) {
      throw new IOException(
          "processes of an earlier run survive SIGKILL: "
              + left.stream().map(ProcessEntry::pid).toList()
              + "; look at what they wait for, or restart the machine");
    }
    return true;
  }

  /** Forgets a run of which nothing is left. */
  void forget() throws IOException {
    Files.deleteIfExists(place.recordFile());
  }
}
