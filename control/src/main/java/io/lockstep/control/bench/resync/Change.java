package io.lockstep.control.bench.resync;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.SplittableRandom;

/** What an application does to its files while the other copy is away. */
public enum Change {
  /** Random pages of one file, one in a hundred of them. */
  RANDOM_PAGES("random-pages") {
    @Override
    void prepare(Path directory, int scale) throws IOException {
      lay(directory.resolve("large"), 1024L * MIB / scale);
    }

    @Override
    long make(Path directory, int scale) throws IOException {
      SplittableRandom random = new SplittableRandom(SEED);
      int pages = (int) (1024L * MIB / scale / PAGE);
      BitSet changed = new BitSet(pages);
      try (FileChannel file = open(directory.resolve("large"))) {
        for (int i = 0; i < pages / 100; i++) {
          int page = random.nextInt(pages);
          file.write(block(PAGE, random.nextLong()), (long) page * PAGE);
          changed.set(page);
        }
        file.force(true);
      }
      return (long) changed.cardinality() * PAGE;
    }
  },

  /** One file is written from end to end, again and again. */
  REWRITES("rewrites") {
    @Override
    void prepare(Path directory, int scale) throws IOException {
      lay(directory.resolve("again"), 64L * MIB / scale);
    }

    @Override
    long make(Path directory, int scale) throws IOException {
      SplittableRandom random = new SplittableRandom(SEED);
      long size = 64L * MIB / scale;
      try (FileChannel file = open(directory.resolve("again"))) {
        for (int round = 0; round < 50; round++) {
          for (long at = 0; at < size; at += STRETCH) {
            file.write(block(STRETCH, random.nextLong()), at);
          }
        }
        file.force(true);
      }
      return size;
    }
  },

  /** Of many small files one in twenty changes, and half as many are renamed and removed each. */
  SMALL_FILES("small-files") {
    @Override
    void prepare(Path directory, int scale) throws IOException {
      SplittableRandom random = new SplittableRandom(SEED);
      for (int i = 0; i < FILES / scale; i++) {
        Path file = small(directory, i);
        Files.createDirectories(file.getParent());
        Files.write(file, block(PAGE, random.nextLong()).array());
      }
    }

    @Override
    long make(Path directory, int scale) throws IOException {
      SplittableRandom random = new SplittableRandom(~SEED);
      int files = FILES / scale;
      for (int i = 0; i < files / 20; i++) {
        Files.write(small(directory, 20 * i), block(PAGE, random.nextLong()).array());
      }
      for (int i = 0; i < files / 40; i++) {
        Path from = small(directory, 40 * i + 1);
        Files.move(from, from.resolveSibling("renamed" + i));
        Files.delete(small(directory, 40 * i + 2));
      }
      return (long) files / 20 * PAGE;
    }
  };

  private static final int PAGE = 4096;
  private static final int MIB = 1 << 20;
  private static final int STRETCH = 128 << 10;
  private static final int FILES = 20_000;
  private static final long SEED = 42;

  private final String word;

  Change(String word) {
    this.word = word;
  }

  /** As it stands in the table. */
  public String word() {
    return word;
  }

  /**
   * Lays the files, with both copies there.
   *
   * @param scale everything is so many times smaller
   */
  abstract void prepare(Path directory, int scale) throws IOException;

  /**
   * Changes them.
   *
   * @return bytes of content that differ now
   */
  abstract long make(Path directory, int scale) throws IOException;

  private static Path small(Path directory, int number) {
    return directory.resolve("d" + number / 200).resolve("f" + number);
  }

  private static void lay(Path file, long bytes) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    Files.createFile(file);
    try (FileChannel channel = open(file)) {
      for (long at = 0; at < bytes; at += MIB) {
        channel.write(block((int) Math.min(MIB, bytes - at), random.nextLong()), at);
      }
      channel.force(true);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.WRITE);
  }

  private static ByteBuffer block(int bytes, long seed) {
    byte[] content = new byte[bytes];
    new SplittableRandom(seed).nextBytes(content);
    return ByteBuffer.wrap(content);
  }
}
