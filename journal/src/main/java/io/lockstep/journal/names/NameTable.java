package io.lockstep.journal.names;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.Bind;
import io.lockstep.journal.op.Operation.Create;
import io.lockstep.journal.op.Operation.Heal;
import io.lockstep.journal.op.Operation.Link;
import io.lockstep.journal.op.Operation.MakeDirectory;
import io.lockstep.journal.op.Operation.RemoveDirectory;
import io.lockstep.journal.op.Operation.Rename;
import io.lockstep.journal.op.Operation.Symlink;
import io.lockstep.journal.op.Operation.Unlink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Under which names the file ids of one segment can be found, as of the last operation followed. It
 * knows the names that operations told it: a file may have further hard links. Pure; for one thread
 * at a time.
 */
public final class NameTable {

  /** An entry of a directory. */
  public record Place(long parentId, Name name) {}

  private final Map<Long, Set<Place>> placesById = new HashMap<>();
  private final Map<Long, Map<Name, Long>> entriesByParent = new HashMap<>();

  /** Whether the id was introduced. Roots always are. */
  public boolean isBound(long fileId) {
    return isRoot(fileId) || placesById.containsKey(fileId);
  }

  private static boolean isRoot(long fileId) {
    return fileId >= Operation.FIRST_ROOT && fileId < Operation.FIRST_FILE;
  }

  /** Whether the id was introduced but every name known of it is gone. Never true of roots. */
  public boolean isNameless(long fileId) {
    Set<Place> places = placesById.get(fileId);
    return places != null && places.isEmpty();
  }

  /** Takes note of one operation; those that change no names are ignored. */
  public void follow(Operation op) {
    switch (op) {
      case Bind o -> put(o.parentId(), o.name(), o.fileId());
      case Create o -> put(o.parentId(), o.name(), o.fileId());
      case MakeDirectory o -> put(o.parentId(), o.name(), o.fileId());
      case Symlink o -> put(o.parentId(), o.name(), o.fileId());
      case Link o -> put(o.parentId(), o.name(), o.fileId());
      case Unlink o -> remove(o.parentId(), o.name());
      case RemoveDirectory o -> remove(o.parentId(), o.name());
      case Rename o -> rename(o);
      case Heal o -> heal(o);
      default -> {}
    }
  }

  private void put(long parentId, Name name, long fileId) {
    remove(parentId, name);
    entriesByParent.computeIfAbsent(parentId, _ -> new LinkedHashMap<>()).put(name, fileId);
    placesById.computeIfAbsent(fileId, _ -> new LinkedHashSet<>(2)).add(new Place(parentId, name));
  }

  /** Removes an entry; the id that stood there, or 0. */
  private long remove(long parentId, Name name) {
    Map<Name, Long> entries = entriesByParent.get(parentId);
    Long fileId = entries == null ? null : entries.remove(name);
    if (fileId == null) {
      return 0;
    }
    if (entries.isEmpty()) {
      entriesByParent.remove(parentId);
    }
    placesById.get(fileId).remove(new Place(parentId, name));
    return fileId;
  }

  private void rename(Rename o) {
    boolean sameFile = o.fileId() == o.replacedId();
    if ((o.flags() & Rename.EXCHANGE) != 0) {
      remove(o.parentId(), o.name());
      put(o.newParentId(), o.newName(), o.fileId());
      put(o.parentId(), o.name(), o.replacedId());
    } else if (!sameFile) {
      // rename(2): two names of one file stay as they are; otherwise the old one is gone.
      remove(o.parentId(), o.name());
      put(o.newParentId(), o.newName(), o.fileId());
    }
  }

  /** What stood there goes with all it held, then the entry is what the record says. */
  private void heal(Heal o) {
    long gone = remove(o.parentId(), o.name());
    if (gone != 0 && isNameless(gone)) {
      removeAllIn(gone);
    }
    if (o.mode() != 0) {
      put(o.parentId(), o.name(), o.fileId());
    }
  }

  private void removeAllIn(long directoryId) {
    Deque<Long> emptied = new ArrayDeque<>(List.of(directoryId));
    while (!emptied.isEmpty()) {
      long parentId = emptied.pop();
      Map<Name, Long> entries = entriesByParent.getOrDefault(parentId, Map.of());
      for (Name name : List.copyOf(entries.keySet())) {
        emptied.push(remove(parentId, name));
      }
    }
  }

  /** One entry at which the file can be found now; empty for roots and for nameless ids. */
  public Optional<Place> placeOf(long fileId) {
    Set<Place> places = placesById.getOrDefault(fileId, Set.of());
    return places.stream().findFirst();
  }

  /** All entries that are known at which the file can be found now. */
  public Set<Place> placesOf(long fileId) {
    return Set.copyOf(placesById.getOrDefault(fileId, Set.of()));
  }

  /** The names from the file's root down to it; empty if none is known. */
  public Optional<List<Name>> pathOf(long fileId) {
    return climb(fileId).map(way -> way.stream().map(Place::name).toList());
  }

  /**
   * The root above the file, or itself.
   *
   * @throws IllegalArgumentException if no path is known
   */
  public long rootOf(long fileId) {
    List<Place> way =
        climb(fileId)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "file id " + fileId + ": expected a known path, found none"));
    return way.isEmpty() ? fileId : way.getFirst().parentId();
  }

  /** The places from the root down; empty if the way up ends without one, or goes in a circle. */
  private Optional<List<Place>> climb(long fileId) {
    List<Place> way = new ArrayList<>();
    long at = fileId;
    while (!isRoot(at)) {
      Optional<Place> place = placeOf(at);
      if (place.isEmpty() || way.size() > placesById.size()) {
        return Optional.empty();
      }
      way.add(place.get());
      at = place.get().parentId();
    }
    return Optional.of(way.reversed());
  }

  /**
   * Everything a new segment must be told to name the same ids: one Bind for each known name,
   * parents before their children.
   */
  public List<Bind> context() {
    List<Bind> binds = new ArrayList<>();
    Deque<Long> parents = new ArrayDeque<>();
    for (long root = Operation.FIRST_ROOT; root < Operation.FIRST_FILE; root++) {
      parents.add(root);
    }
    while (!parents.isEmpty()) {
      long parentId = parents.remove();
      entriesByParent
          .getOrDefault(parentId, Map.of())
          .forEach(
              (name, fileId) -> {
                binds.add(new Bind(fileId, parentId, name));
                parents.add(fileId);
              });
    }
    return binds;
  }
}
