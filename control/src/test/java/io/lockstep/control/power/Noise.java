package io.lockstep.control.power;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Changes all kinds of things and never syncs: nothing of it was promised. */
final class Noise implements SyncedWork {
  private static final int FILES = 40;
  private static final int MAX_BYTES = 60_000;
  private static final int MAX_OFFSET = 400_000;

  private final String name;
  private final Random random;

  Noise(String name, long seed) {
    this.name = name;
    this.random = new Random(seed);
  }

  @Override
  public void step(Path directory) throws IOException {
    Path own = directory.resolve(name);
    Files.createDirectories(own);
    Path file = own.resolve("f" + random.nextInt(FILES));
    switch (random.nextInt(12)) {
      case 0 -> Files.deleteIfExists(file);
      case 1 -> move(file, own.resolve("f" + random.nextInt(FILES)));
      case 2 -> truncate(file);
      case 3 -> Files.createDirectories(own.resolve("d" + random.nextInt(FILES)));
      case 4 -> Files.deleteIfExists(own.resolve("d" + random.nextInt(FILES)));
      case 5 -> link(file, own.resolve("l" + random.nextInt(FILES)));
      default -> write(file);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void link(Path of, Path name) throws IOException {
    Files.deleteIfExists(name);
    if (Files.exists(of)) {
      Files.createLink(name, of);
    }
  }

  private void truncate(Path file) throws IOException {
    if (Files.exists(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(random.nextInt(MAX_OFFSET));
      }
    }
  }

  private void write(Path file) throws IOException {
    byte[] content = new byte[1 + random.nextInt(MAX_BYTES)];
    random.nextBytes(content);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(content), random.nextInt(MAX_OFFSET));
    }
  }

  @Override
  public void check(Path directory, int steps) {}
}
