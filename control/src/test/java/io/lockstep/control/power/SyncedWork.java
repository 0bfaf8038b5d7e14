package io.lockstep.control.power;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Work in a directory whose steps follow from a seed alone, so that how many of them were promised
 * to last tells what must be there. One thread; steps and checks are of different objects, in
 * different processes.
 */
interface SyncedWork {
  /** Does a little and syncs it; only when it returns has anything been promised. */
  void step(Path directory) throws IOException;

  /** What that many steps have left is there, whatever became of the next one. */
  void check(Path directory, int steps) throws IOException;
}
