package io.lockstep.node.tree;

import static io.lockstep.node.tree.TreePair.bytes;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.SetAttributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Stat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Operations as applications would give them, from a seed, on a model that follows those that
 * succeed. About one in ten must fail.
 */
final class RandomOperations {

  private record Place(long parentId, Name name) {}

  private final Random random;
  private final Map<Place, Long> entries = new HashMap<>();
  private final List<Long> directories = new ArrayList<>(List.of(Operation.FIRST_ROOT));
  private final Set<Long> symlinks = new HashSet<>();
  private long nextId = Operation.FIRST_FILE;

  RandomOperations(long seed) {
    this.random = new Random(seed);
  }

  Operation next() {
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> create();
      case 3 -> makeDirectory();
      case 4 -> symlink();
      case 5 -> link();
      case 6 -> unlink();
      case 7 -> removeDirectory();
      case 8, 9 -> rename();
      case 10, 11, 12, 13 -> write();
      case 14 -> new Operation.Truncate(file(), random.nextInt(20_000));
      case 15 -> allocate();
      case 16, 17 -> setAttributes();
      case 18 -> new Operation.SetXattr(file(), key(), value(), random.nextInt(3));
      default -> new Operation.RemoveXattr(file(), key());
    };
  }

  private Place anyPlace() {
    long parent = directories.get(random.nextInt(directories.size()));
    return new Place(parent, Name.of("n" + random.nextInt(6)));
  }

  private Place usedPlace() {
    if (entries.isEmpty() || random.nextInt(10) == 0) {
      return anyPlace();
    }
    List<Place> places = new ArrayList<>(entries.keySet());
    places.sort((a, b) -> a.toString().compareTo(b.toString()));
    return places.get(random.nextInt(places.size()));
  }

  private long idAt(Place place) {
    return entries.getOrDefault(place, 0L);
  }

  private long file() {
    long id = idAt(usedPlace());
    return id == 0 ? Operation.FIRST_ROOT : id;
  }

  private byte[] key() {
    return bytes("trusted.k" + random.nextInt(3));
  }

  private byte[] value() {
    byte[] value = new byte[random.nextInt(40)];
    random.nextBytes(value);
    return value;
  }

  private Operation create() {
    Place place = anyPlace();
    int type =
        random.nextInt(4) > 0
            ? Stat.S_IFREG
            : List.of(Stat.S_IFIFO, Stat.S_IFSOCK, Stat.S_IFCHR).get(random.nextInt(3));
    int mode = type | random.nextInt(010000);
    long device = type == Stat.S_IFCHR ? 0x103 : 0;
    return new Operation.Create(
        place.parentId, place.name, nextId++, mode, random.nextInt(9), random.nextInt(9), device);
  }

  private Operation makeDirectory() {
    Place place = anyPlace();
    int mode = random.nextInt(010000);
    return new Operation.MakeDirectory(place.parentId, place.name, nextId++, mode, 1, 2);
  }

  private Operation symlink() {
    Place place = anyPlace();
    byte[] target = bytes("../t" + random.nextInt(100));
    symlinks.add(nextId);
    return new Operation.Symlink(place.parentId, place.name, nextId++, target, 3, 4);
  }

  private Operation link() {
    Place place = anyPlace();
    return new Operation.Link(file(), place.parentId, place.name);
  }

  private Operation unlink() {
    Place place = usedPlace();
    return new Operation.Unlink(place.parentId, place.name, idAt(place));
  }

  private Operation removeDirectory() {
    Place place = usedPlace();
    return new Operation.RemoveDirectory(place.parentId, place.name, idAt(place));
  }

  private Operation rename() {
    Place from = usedPlace();
    Place to = random.nextBoolean() ? usedPlace() : anyPlace();
    int flags =
        List.of(0, 0, Directories.RENAME_NOREPLACE, Directories.RENAME_EXCHANGE)
            .get(random.nextInt(4));
    return new Operation.Rename(
        from.parentId, from.name, to.parentId, to.name, flags, idAt(from), idAt(to));
  }

  private Operation write() {
    byte[] data = new byte[1 + random.nextInt(5000)];
    random.nextBytes(data);
    return new Operation.Write(file(), random.nextInt(20_000), TreePair.data(data));
  }

  private Operation allocate() {
    int keep = Descriptors.FALLOC_FL_KEEP_SIZE;
    int mode = List.of(0, keep, keep | Descriptors.FALLOC_FL_PUNCH_HOLE).get(random.nextInt(3));
    return new Operation.Allocate(file(), mode, random.nextInt(9000), 1 + random.nextInt(9000));
  }

  private Operation setAttributes() {
    long file = file();
    // chmod(2) of a symbolic link fails when its owner has been set already.
    int settable = symlinks.contains(file) ? 31 & ~SetAttributes.MODE : 31;
    return new SetAttributes(
        file,
        random.nextInt(32) & settable,
        random.nextInt(010000),
        random.nextInt(9),
        random.nextInt(9),
        random.nextLong(2_000_000_000_000_000_000L),
        random.nextLong(2_000_000_000_000_000_000L));
  }

  /** The operation succeeded. */
  void follow(Operation op) {
    switch (op) {
      case Operation.Create made -> put(made.parentId(), made.name(), made.fileId());
      case Operation.Symlink made -> put(made.parentId(), made.name(), made.fileId());
      case Operation.Link made -> put(made.parentId(), made.name(), made.fileId());
      case Operation.MakeDirectory made -> {
        put(made.parentId(), made.name(), made.fileId());
        directories.add(made.fileId());
      }
      case Operation.Unlink gone -> entries.remove(new Place(gone.parentId(), gone.name()));
      case Operation.RemoveDirectory gone -> {
        entries.remove(new Place(gone.parentId(), gone.name()));
        directories.remove(gone.fileId());
      }
      case Operation.Rename moved -> followRename(moved);
      default -> {}
    }
  }

  private void put(long parentId, Name name, long id) {
    entries.put(new Place(parentId, name), id);
  }

  private void followRename(Operation.Rename op) {
    if (op.fileId() == op.replacedId()) {
      return;
    }
    Place from = new Place(op.parentId(), op.name());
    Place to = new Place(op.newParentId(), op.newName());
    if ((op.flags() & Directories.RENAME_EXCHANGE) != 0) {
      entries.put(from, op.replacedId());
    } else {
      entries.remove(from);
      directories.remove(op.replacedId());
    }
    entries.put(to, op.fileId());
  }

  /** Bindings of everything that has a name, parents first: the context of a new segment. */
  List<Operation.Bind> context() {
    List<Operation.Bind> binds = new ArrayList<>();
    bindBelow(Operation.FIRST_ROOT, binds);
    return binds;
  }

  private void bindBelow(long parentId, List<Operation.Bind> binds) {
    for (Map.Entry<Place, Long> entry : entries.entrySet()) {
      if (entry.getKey().parentId() == parentId) {
        binds.add(new Operation.Bind(entry.getValue(), parentId, entry.getKey().name()));
        bindBelow(entry.getValue(), binds);
      }
    }
  }
}
