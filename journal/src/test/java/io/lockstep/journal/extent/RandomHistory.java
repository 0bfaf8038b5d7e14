package io.lockstep.journal.extent;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/** Operations on few small files, so that they overlap often. */
final class RandomHistory {

  private static final int MAX_BYTES = 64;
  private static final int MAX_NAMES = 6;

  private final Random random;
  private final ModelFiles files;
  private long nextId;
  private long nextSequence;
  private final Queue<Operation> healing = new ArrayDeque<>();

  RandomHistory(long seed, ModelFiles files, long firstSequence) {
    this.random = new Random(seed);
    this.files = files;
    this.nextSequence = firstSequence;
    this.nextId = 2000 + firstSequence;
  }

  /** The next operations, carried out on the files already. */
  List<Entry> next(int count) {
    List<Entry> entries = new ArrayList<>();
    while (entries.size() < count) {
      Operation operation = operation();
      files.apply(operation);
      entries.add(new Entry(1, nextSequence++, 0, operation));
    }
    return entries;
  }

  private Operation operation() {
    if (!healing.isEmpty()) {
      return healing.remove();
    }
    if (files.names().isEmpty() || random.nextInt(12) == 0) {
      return entry();
    }
    long id = files.names().get(anyName());
    return switch (random.nextInt(8)) {
      case 0 -> new Operation.Truncate(id, random.nextInt(MAX_BYTES));
      case 1 -> allocate(id);
      default -> write(id);
    };
  }

  private Operation entry() {
    String free = "n" + random.nextInt(MAX_NAMES);
    if (!files.names().containsKey(free)) {
      return files.names().isEmpty() || random.nextBoolean()
          ? create(Name.of(free))
          : new Operation.Link(files.names().get(anyName()), 1, Name.of(free));
    }
    String name = anyName();
    long id = files.names().get(name);
    long there = files.names().get(free);
    if (name.equals(free) || random.nextBoolean()) {
      return unlink(Name.of(name), id);
    }
    int flags = random.nextInt(3) == 0 ? Operation.Rename.EXCHANGE : 0;
    return new Operation.Rename(1, Name.of(name), 1, Name.of(free), flags, id, there);
  }

  /** Now and then the primary could not, and says so. */
  private Operation create(Name name) {
    if (random.nextInt(4) == 0) {
      healing.add(new Operation.Heal(1, name, nextId, 0, 0, 0, 0, new byte[0]));
    }
    return new Operation.Create(1, name, nextId++, 0100644, 0, 0, 0);
  }

  /** The same: then the file is made anew where it has gone. */
  private Operation unlink(Name name, long id) {
    boolean onlyName = files.names().values().stream().filter(other -> other == id).count() == 1;
    if (onlyName && random.nextInt(2) == 0) {
      byte[] content = files.content(id).clone();
      healing.add(new Operation.Heal(1, name, id, 0100644, 0, 0, 0, new byte[0]));
      healing.add(new Operation.Write(id, 0, MemorySegment.ofArray(content)));
    }
    return new Operation.Unlink(1, name, id);
  }

  private String anyName() {
    List<String> names = List.copyOf(files.names().keySet());
    return names.get(random.nextInt(names.size()));
  }

  private Operation allocate(long id) {
    int[] modes = ModelFiles.modes();
    int mode = modes[random.nextInt(modes.length)];
    return new Operation.Allocate(
        id, mode, random.nextInt(MAX_BYTES), 1 + random.nextInt(MAX_BYTES));
  }

  private Operation write(long id) {
    byte[] data = new byte[random.nextInt(MAX_BYTES)];
    random.nextBytes(data);
    return new Operation.Write(id, random.nextInt(MAX_BYTES), MemorySegment.ofArray(data));
  }
}
