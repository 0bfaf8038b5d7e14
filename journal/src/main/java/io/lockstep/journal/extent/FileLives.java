package io.lockstep.journal.extent;

import io.lockstep.journal.op.Operation;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The files of a stretch of history, numbered, and how many names those have that came into being
 * in it: their last one takes all their bytes with it. Ids mean something only within an epoch. For
 * one thread.
 */
final class FileLives {

  private record Key(long epoch, long fileId) {}

  private static final class Life {
    private final int index;
    private int names = UNKNOWN;

    Life(int index) {
      this.index = index;
    }
  }

  /** Number of names of a file that was there before, or of which too much is unknown. */
  private static final int UNKNOWN = -1;

  private final Map<Key, Life> lives = new HashMap<>();

  int size() {
    return lives.size();
  }

  int indexOf(long epoch, long fileId) {
    return lifeOf(epoch, fileId).index;
  }

  private Life lifeOf(long epoch, long fileId) {
    return lives.computeIfAbsent(new Key(epoch, fileId), _ -> new Life(lives.size()));
  }

  /** Null if nothing of the file has to be known: it takes no room then. */
  private Life knownLifeOf(long epoch, long fileId) {
    return lives.get(new Key(epoch, fileId));
  }

  /** The number of the file that loses its last name with this operation, if one surely does. */
  OptionalInt endedBy(long epoch, Operation operation) {
    switch (operation) {
      case Operation.Create create -> lifeOf(epoch, create.fileId()).names = 1;
      case Operation.Heal heal -> healed(epoch, heal.fileId());
      case Operation.Link link -> named(epoch, link.fileId());
      case Operation.Unlink unlink -> {
        return unnamed(epoch, unlink.fileId());
      }
      case Operation.Rename rename when replaces(rename) -> {
        return unnamed(epoch, rename.replacedId());
      }
      default -> {}
    }
    return OptionalInt.empty();
  }

  /** An exchange ends no name; renaming one name of a file to another of its names does nothing. */
  private static boolean replaces(Operation.Rename rename) {
    boolean exchange = (rename.flags() & Operation.Rename.EXCHANGE) != 0;
    return !exchange && rename.replacedId() != 0 && rename.replacedId() != rename.fileId();
  }

  /** Some of its names may have gone with what stood there. */
  private void healed(long epoch, long fileId) {
    Life life = knownLifeOf(epoch, fileId);
    if (life != null) {
      life.names = UNKNOWN;
    }
  }

  private void named(long epoch, long fileId) {
    Life life = knownLifeOf(epoch, fileId);
    if (life != null && life.names != UNKNOWN) {
      life.names++;
    }
  }

  private OptionalInt unnamed(long epoch, long fileId) {
    Life life = knownLifeOf(epoch, fileId);
    if (life == null || life.names == UNKNOWN || --life.names > 0) {
      return OptionalInt.empty();
    }
    life.names = UNKNOWN;
    return OptionalInt.of(life.index);
  }
}
