package io.lockstep.node.capture;

import io.lockstep.node.shelter.Shelter;
import java.nio.file.Path;

/**
 * What lets the next process go on with the mounts if this one is killed.
 *
 * @param shelter keeps the descriptors
 * @param directory holds memory that outlives the process, in mapped files; never inside a
 *     replicated directory
 * @param journaledUpTo the newest record of the journal as this process has found it
 */
public record Afterlife(Shelter shelter, Path directory, long journaledUpTo) {

  /** The mounts end with the process. */
  public static final Afterlife NONE = new Afterlife(Shelter.NONE, null, 0);

  /** Whether anything is to be left for another process. */
  boolean isWanted() {
    return shelter.isKept();
  }
}
