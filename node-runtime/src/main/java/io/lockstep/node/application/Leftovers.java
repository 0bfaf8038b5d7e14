package io.lockstep.node.application;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * What an earlier run has left running: because its daemon was killed, or because it survived
 * SIGKILL for a while. For one thread.
 */
final class Leftovers {

  private final ApplicationPlace place;
  private ProcessFamily survivors;

  Leftovers(ApplicationPlace place) {
    this.place = place;
  }

  /** To be killed again later. */
  void add(ProcessFamily family) {
    survivors = family;
  }

  /**
   * Kills them and forgets them.
   *
   * @return whether there were any
   * @throws IOException with one clear line if some survive: nothing may be started beside them
   */
  boolean kill() throws IOException {
    boolean found = survivors != null && kill(survivors);
    survivors = null;
    Optional<RunRecord> record = RunRecord.read(place.recordFile());
    if (record.isPresent()) {
      found |= kill(record.get().family(ProcessTable.bootId()));
    }
    // Only now: until they are gone the record is the only way to find them.
    Files.deleteIfExists(place.recordFile());
    Files.deleteIfExists(place.readyFile());
    return found;
  }

  private static boolean kill(ProcessFamily family) throws IOException {
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
}
