package io.lockstep.journal.op;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Operations of every kind with random fields within their limits. */
final class RandomOperations {

  static final int KINDS = 17;

  private final Random random;

  RandomOperations(Random random) {
    this.random = random;
  }

  Entry entry(int kind) {
    return new Entry(
        random.nextLong(1L << 40),
        1 + random.nextLong(Long.MAX_VALUE - 1),
        random.nextLong(),
        operation(kind));
  }

  private Operation operation(int kind) {
    return switch (kind) {
      case 1 -> new Operation.Bind(id(), id(), name());
      case 2 -> new Operation.Create(id(), name(), id(), i32(), i32(), i32(), random.nextLong());
      case 3 -> new Operation.MakeDirectory(id(), name(), id(), i32(), i32(), i32());
      case 4 -> new Operation.Symlink(id(), name(), id(), bytes(1, 4095), i32(), i32());
      case 5 -> new Operation.Link(id(), id(), name());
      case 6 -> new Operation.Unlink(id(), name(), id());
      case 7 -> new Operation.RemoveDirectory(id(), name(), id());
      case 8 -> new Operation.Rename(id(), name(), id(), name(), random.nextInt(8), id(), id() - 1);
      case 9 -> new Operation.Write(id(), random.nextLong(1L << 50), data());
      case 10 -> new Operation.Truncate(id(), random.nextLong(Long.MAX_VALUE));
      case 11 ->
          new Operation.SetAttributes(
              id(), random.nextInt(32), i32(), i32(), i32(), random.nextLong(), random.nextLong());
      case 12 -> new Operation.SetXattr(id(), name().bytes(), bytes(0, 65536), random.nextInt(4));
      case 13 -> new Operation.RemoveXattr(id(), name().bytes());
      case 14 ->
          new Operation.Allocate(
              id(), i32(), random.nextLong(1L << 50), 1 + random.nextLong(1L << 50));
      case 15 -> new Operation.Barrier(id(), random.nextBoolean());
      case 16 ->
          new Operation.Heal(
              id(), name(), id(), i32(), i32(), i32(), random.nextLong(), bytes(0, 4095));
      case 17 -> remnant();
      default -> throw new IllegalArgumentException("kind " + kind);
    };
  }

  private Operation remnant() {
    List<Extent> extents = new ArrayList<>();
    long end = random.nextLong(1L << 50);
    int bytes = 0;
    for (int i = random.nextInt(5); i > 0; i--) {
      Extent extent = new Extent(end + random.nextInt(100), 1 + random.nextInt(100));
      extents.add(extent);
      end = extent.end();
      bytes += extent.length();
    }
    return new Operation.Remnant(id(), extents, MemorySegment.ofArray(bytes(bytes, bytes)));
  }

  private long id() {
    return 1 + random.nextLong(Long.MAX_VALUE - 1);
  }

  private int i32() {
    return random.nextInt();
  }

  private MemorySegment data() {
    return MemorySegment.ofArray(bytes(0, 5000));
  }

  private byte[] bytes(int min, int max) {
    byte[] bytes = new byte[min + random.nextInt(Math.max(0, Math.min(max, 300) - min) + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  private Name name() {
    byte[] bytes = new byte[1 + random.nextInt(255)];
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == 0 || bytes[i] == '/' ? (byte) 'x' : bytes[i];
    }
    return Name.of(bytes);
  }
}
