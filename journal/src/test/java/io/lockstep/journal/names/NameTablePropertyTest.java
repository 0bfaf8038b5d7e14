package io.lockstep.journal.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random operations on a tree that is nothing but a map from whole paths to file ids; after each,
 * the table must name every id as the map does.
 */
@Timeout(30)
class NameTablePropertyTest {

  private static final int WHITEOUT = 4;

  private final Map<String, Long> paths = new TreeMap<>(Map.of("/1", 1L, "/2", 2L));
  private final Set<Long> directories = new HashSet<>(Set.of(1L, 2L));
  private final Set<Long> introduced = new HashSet<>();
  private final NameTable table = new NameTable();
  private long nextId = Operation.FIRST_FILE;
  private Random random;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void the_table_agrees_with_a_map_of_paths(long seed) {
    random = new Random(seed);
    for (int step = 0; step < 600; step++) {
      Operation op = randomStep();
      if (op != null) {
        table.follow(op);
        compare("seed " + seed + " step " + step + " " + op);
      }
    }
    NameTable next = new NameTable();
    table.context().forEach(next::follow);
    for (long id : new HashSet<>(paths.values())) {
      assertThat(pathsOf(next, id)).as("seed " + seed).isNotEmpty();
    }
  }

  private Operation randomStep() {
    String parent = randomDirectory();
    String path = parent + "/" + (char) ('a' + random.nextInt(6));
    return switch (random.nextInt(9)) {
      case 0, 1 -> paths.containsKey(path) ? null : create(parent, path, false);
      case 2 -> paths.containsKey(path) ? null : create(parent, path, true);
      case 3 -> paths.containsKey(path) ? null : link(parent, path);
      case 4 -> remove(parent, path);
      case 5, 6, 7 -> rename(path);
      default -> random.nextInt(4) == 0 ? heal(parent, path) : null;
    };
  }

  private String randomDirectory() {
    List<String> all =
        paths.keySet().stream().filter(path -> directories.contains(paths.get(path))).toList();
    return all.get(random.nextInt(all.size()));
  }

  private static Name name(String path) {
    return Name.of(path.substring(path.lastIndexOf('/') + 1));
  }

  private long parentOf(String path) {
    return paths.get(path.substring(0, path.lastIndexOf('/')));
  }

  private Operation create(String parent, String path, boolean directory) {
    long id = nextId++;
    introduced.add(id);
    paths.put(path, id);
    if (directory) {
      directories.add(id);
      return new Operation.MakeDirectory(paths.get(parent), name(path), id, 040755, 0, 0);
    }
    return random.nextBoolean()
        ? new Operation.Create(paths.get(parent), name(path), id, 0100644, 0, 0, 0)
        : new Operation.Symlink(paths.get(parent), name(path), id, new byte[] {'t'}, 0, 0);
  }

  private Operation link(String parent, String path) {
    List<Long> files = introduced.stream().filter(id -> !directories.contains(id)).toList();
    if (files.isEmpty()) {
      return null;
    }
    long id = files.get(random.nextInt(files.size()));
    if (!paths.containsValue(id)) {
      return null;
    }
    paths.put(path, id);
    return new Operation.Link(id, paths.get(parent), name(path));
  }

  private boolean holdsAnything(String path) {
    return paths.keySet().stream().anyMatch(other -> other.startsWith(path + "/"));
  }

  private Operation remove(String parent, String path) {
    Long id = paths.get(path);
    if (id == null || holdsAnything(path)) {
      return null;
    }
    paths.remove(path);
    return directories.contains(id)
        ? new Operation.RemoveDirectory(paths.get(parent), name(path), id)
        : new Operation.Unlink(paths.get(parent), name(path), id);
  }

  private Operation rename(String path) {
    String target = randomDirectory() + "/" + (char) ('a' + random.nextInt(6));
    Long id = paths.get(path);
    boolean inItself = target.startsWith(path + "/") || path.startsWith(target + "/");
    if (id == null || inItself || path.equals(target)) {
      return null;
    }
    Long replaced = paths.get(target);
    int flags = replaced == null ? (random.nextInt(4) == 0 ? WHITEOUT : 1) : 0;
    if (replaced != null && random.nextBoolean()) {
      flags = Operation.Rename.EXCHANGE;
    }
    Operation op =
        new Operation.Rename(
            parentOf(path),
            name(path),
            parentOf(target),
            name(target),
            flags,
            id,
            replaced == null ? 0 : replaced);
    return move(path, target, flags, id, replaced) ? op : null;
  }

  private boolean move(String path, String target, int flags, long id, Long replaced) {
    if (flags == Operation.Rename.EXCHANGE) {
      Map<String, Long> source = take(path);
      Map<String, Long> other = take(target);
      source.forEach((below, moved) -> paths.put(target + below, moved));
      other.forEach((below, moved) -> paths.put(path + below, moved));
      return true;
    }
    boolean kindsDiffer =
        replaced != null && directories.contains(id) != directories.contains(replaced);
    if (kindsDiffer || (replaced != null && holdsAnything(target))) {
      return false;
    }
    if (replaced == null || replaced != id) {
      paths.remove(target);
      take(path).forEach((below, moved) -> paths.put(target + below, moved));
    }
    return true;
  }

  /** Removes a path and all below it; what was there, by the rest of the path. */
  private Map<String, Long> take(String path) {
    Map<String, Long> taken = new TreeMap<>();
    for (String other : new ArrayList<>(paths.keySet())) {
      if (other.equals(path) || other.startsWith(path + "/")) {
        taken.put(other.substring(path.length()), paths.remove(other));
      }
    }
    return taken;
  }

  private Operation heal(String parent, String path) {
    take(path);
    boolean nothing = random.nextBoolean();
    long id = nothing ? 0 : nextId++;
    if (!nothing) {
      introduced.add(id);
      paths.put(path, id);
    }
    int mode = nothing ? 0 : 0100644;
    return new Operation.Heal(paths.get(parent), name(path), id, mode, 0, 0, 0, new byte[0]);
  }

  private void compare(String step) {
    for (long id : introduced) {
      Set<String> expected = new HashSet<>();
      paths.forEach(
          (path, at) -> {
            if (at == id) {
              expected.add(path);
            }
          });
      assertThat(table.isBound(id)).as(step).isTrue();
      assertThat(table.isNameless(id)).as(step + " id " + id).isEqualTo(expected.isEmpty());
      List<String> found = pathsOf(table, id);
      assertThat(found).as(step + " id " + id).hasSize(expected.isEmpty() ? 0 : 1);
      assertThat(expected).as(step + " id " + id).containsAll(found);
    }
  }

  private static List<String> pathsOf(NameTable names, long id) {
    return names
        .pathOf(id)
        .map(
            way ->
                "/"
                    + names.rootOf(id)
                    + "/"
                    + String.join("/", way.stream().map(Name::toString).toList()))
        .stream()
        .toList();
  }
}
