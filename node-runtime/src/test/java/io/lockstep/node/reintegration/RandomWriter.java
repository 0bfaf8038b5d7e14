package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Stat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Does whatever an application could do to a small tree, by its own model of the tree. */
final class RandomWriter {

  private static final int NAMES = 6;
  private static final int MAX_DIRECTORIES = 12;
  private static final int MAX_FILE_BYTES = 3 * BlockRanges.BLOCK_BYTES;

  private sealed interface Node {
    long id();
  }

  private record Directory(long id, Map<Name, Node> entries) implements Node {}

  private record File(long id, int type, int[] nlink) implements Node {}

  private record Entry(Directory parent, Name name, Node node) {}

  private final WrittenTree tree;
  private final Random random;
  private final Directory root = new Directory(Operation.FIRST_ROOT, new HashMap<>());
  private long lastId = Operation.FIRST_FILE;

  RandomWriter(WrittenTree tree, Random random) {
    this.tree = tree;
    this.random = random;
  }

  /** One random operation; sometimes none is possible. */
  void step() {
    int kind = random.nextInt(100);
    if (kind < 14) {
      create();
    } else if (kind < 20) {
      makeDirectory();
    } else if (kind < 42) {
      write();
    } else if (kind < 47) {
      truncate();
    } else if (kind < 51) {
      punch();
    } else if (kind < 60) {
      remove();
    } else if (kind < 69) {
      link();
    } else if (kind < 86) {
      rename();
    } else {
      attributes();
    }
  }

  private void execute(Operation op) {
    tree.execute(
        op,
        () -> {
          for (int i = random.nextInt(3); i > 0; i--) {
            Thread.yield();
          }
        });
  }

  private List<Directory> directories() {
    List<Directory> found = new ArrayList<>(List.of(root));
    for (int i = 0; i < found.size(); i++) {
      for (Node node : found.get(i).entries.values()) {
        if (node instanceof Directory directory) {
          found.add(directory);
        }
      }
    }
    return found;
  }

  private Directory anyDirectory() {
    List<Directory> all = directories();
    return all.get(random.nextInt(all.size()));
  }

  private Name anyName() {
    return Name.of("n" + random.nextInt(NAMES));
  }

  private List<Entry> entries() {
    List<Entry> found = new ArrayList<>();
    for (Directory directory : directories()) {
      directory.entries.forEach((name, node) -> found.add(new Entry(directory, name, node)));
    }
    found.sort((a, b) -> a.toString().compareTo(b.toString()));
    return found;
  }

  private Entry anyEntry() {
    List<Entry> all = entries();
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  private File anyRegular() {
    List<File> all = new ArrayList<>();
    for (Entry entry : entries()) {
      if (entry.node instanceof File file && file.type == Stat.S_IFREG) {
        all.add(file);
      }
    }
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  private void create() {
    Directory parent = anyDirectory();
    Name name = anyName();
    if (parent.entries.containsKey(name)) {
      return;
    }
    int[] types = {Stat.S_IFREG, Stat.S_IFREG, Stat.S_IFREG, Stat.S_IFIFO, Stat.S_IFLNK};
    int type = types[random.nextInt(types.length)];
    File file = new File(++lastId, type, new int[] {1});
    if (type == Stat.S_IFLNK) {
      byte[] target = ("to" + random.nextInt(3)).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      execute(new Operation.Symlink(parent.id, name, file.id, target, 0, 0));
    } else {
      int mode = type | (random.nextBoolean() ? 0644 : 0600);
      execute(new Operation.Create(parent.id, name, file.id, mode, random.nextInt(3), 0, 0));
    }
    parent.entries.put(name, file);
  }

  private void makeDirectory() {
    Directory parent = anyDirectory();
    Name name = anyName();
    if (parent.entries.containsKey(name) || directories().size() >= MAX_DIRECTORIES) {
      return;
    }
    Directory made = new Directory(++lastId, new HashMap<>());
    execute(new Operation.MakeDirectory(parent.id, name, made.id, Stat.S_IFDIR | 0755, 0, 0));
    parent.entries.put(name, made);
  }

  private void write() {
    File file = anyRegular();
    if (file == null) {
      return;
    }
    byte[] bytes = new byte[1 + random.nextInt(5000)];
    random.nextBytes(bytes);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
      execute(new Operation.Write(file.id, random.nextInt(MAX_FILE_BYTES), data));
    }
  }

  private void truncate() {
    File file = anyRegular();
    if (file != null) {
      execute(new Operation.Truncate(file.id, random.nextInt(MAX_FILE_BYTES)));
    }
  }

  private void punch() {
    File file = anyRegular();
    if (file != null) {
      int mode = Descriptors.FALLOC_FL_PUNCH_HOLE | Descriptors.FALLOC_FL_KEEP_SIZE;
      int length = 1 + random.nextInt(MAX_FILE_BYTES);
      execute(new Operation.Allocate(file.id, mode, random.nextInt(MAX_FILE_BYTES), length));
    }
  }

  private void remove() {
    Entry entry = anyEntry();
    if (entry == null) {
      return;
    }
    switch (entry.node) {
      case Directory directory -> {
        if (!directory.entries.isEmpty()) {
          return;
        }
        execute(new Operation.RemoveDirectory(entry.parent.id, entry.name, directory.id));
      }
      case File file -> {
        execute(new Operation.Unlink(entry.parent.id, entry.name, file.id));
        file.nlink[0]--;
      }
    }
    entry.parent.entries.remove(entry.name);
  }

  private void link() {
    Entry entry = anyEntry();
    Directory parent = anyDirectory();
    Name name = anyName();
    if (entry != null && entry.node instanceof File file && !parent.entries.containsKey(name)) {
      execute(new Operation.Link(file.id, parent.id, name));
      file.nlink[0]++;
      parent.entries.put(name, file);
    }
  }

  private void rename() {
    Entry entry = anyEntry();
    Directory parent = anyDirectory();
    Name name = anyName();
    if (entry == null || isBelow(entry.node, parent)) {
      return;
    }
    Node replaced = parent.entries.get(name);
    if (replaced == entry.node) {
      return;
    }
    if (replaced != null && random.nextInt(3) == 0) {
      exchange(entry, parent, name, replaced);
    } else if (mayReplace(entry.node, replaced)) {
      move(entry, parent, name, replaced);
    }
  }

  private void exchange(Entry entry, Directory parent, Name name, Node other) {
    if (!isBelow(other, entry.parent)) {
      execute(renaming(entry, parent, name, 2, other));
      entry.parent.entries.put(entry.name, other);
      parent.entries.put(name, entry.node);
    }
  }

  private void move(Entry entry, Directory parent, Name name, Node replaced) {
    execute(renaming(entry, parent, name, 0, replaced));
    if (replaced instanceof File file) {
      file.nlink[0]--;
    }
    entry.parent.entries.remove(entry.name);
    parent.entries.put(name, entry.node);
  }

  private static Operation renaming(
      Entry entry, Directory parent, Name name, int flags, Node replaced) {
    long replacedId = replaced == null ? 0 : replaced.id();
    return new Operation.Rename(
        entry.parent.id, entry.name, parent.id, name, flags, entry.node.id(), replacedId);
  }

  private static boolean mayReplace(Node node, Node replaced) {
    return switch (replaced) {
      case null -> true;
      case File _ -> node instanceof File;
      case Directory directory -> node instanceof Directory && directory.entries.isEmpty();
    };
  }

  /** Whether the directory is the node or lies below it. */
  private static boolean isBelow(Node node, Directory directory) {
    if (node == directory) {
      return true;
    }
    return node instanceof Directory above
        && above.entries.values().stream().anyMatch(child -> isBelow(child, directory));
  }

  private void attributes() {
    Entry entry = anyEntry();
    if (entry == null) {
      return;
    }
    long id = entry.node.id();
    boolean link = entry.node instanceof File file && file.type == Stat.S_IFLNK;
    switch (random.nextInt(3)) {
      case 0 -> {
        int valid = Operation.SetAttributes.UID | Operation.SetAttributes.MTIME;
        int all = link ? valid : valid | Operation.SetAttributes.MODE;
        int mode = random.nextInt(2) == 0 ? 0700 : 0640;
        long mtime = random.nextLong(1L << 60);
        execute(new Operation.SetAttributes(id, all, mode, random.nextInt(5), 0, 0, mtime));
      }
      case 1 -> execute(new Operation.SetXattr(id, xattrName(), new byte[random.nextInt(9)], 0));
      default -> {
        execute(new Operation.SetXattr(id, xattrName(), new byte[1], 0));
        execute(new Operation.RemoveXattr(id, lastXattrName));
      }
    }
  }

  private byte[] lastXattrName;

  private byte[] xattrName() {
    String name = "trusted.x" + random.nextInt(3);
    lastXattrName = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return lastXattrName;
  }
}
