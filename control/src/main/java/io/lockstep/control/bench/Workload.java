package io.lockstep.control.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.SplittableRandom;

/** What is done in a directory: one thread, plain system calls, the same order every time. */
enum Workload {
  WRITE_4K("write-4k", "4 KiB random write", "1/s") {
    @Override
    Figures run(Path directory, Duration length) throws IOException {
      return overwrite(directory, length, false);
    }
  },
  WRITE_4K_FSYNC("write-4k-fsync", "4 KiB random write, fsync after each", "1/s") {
    @Override
    Figures run(Path directory, Duration length) throws IOException {
      return overwrite(directory, length, true);
    }
  },
  WRITE_1M("write-1m", "1 MiB sequential write, fsync at the end", "MB/s") {
    @Override
    Figures run(Path directory, Duration length) throws IOException {
      ByteBuffer block = filled(MIB);
      Path file = directory.resolve("sequential");
      long begin = System.nanoTime();
      try (FileChannel channel = create(file)) {
        for (int i = 0; i < SEQUENTIAL_MIB; i++) {
          channel.write(block.rewind());
        }
        channel.force(false);
      }
      long end = System.nanoTime();
      Files.delete(file);
      return Figures.ofTransfer((long) SEQUENTIAL_MIB * MIB, end - begin);
    }
  },
  READ_4K("read-4k", "4 KiB random read, cached", "1/s") {
    @Override
    Figures run(Path directory, Duration length) throws IOException {
      ByteBuffer block = ByteBuffer.allocateDirect(PAGE);
      SplittableRandom random = new SplittableRandom(SEED);
      try (FileChannel channel = randomFile(directory)) {
        return burst(length)
            .run(_ -> channel.read(block.clear(), (long) random.nextInt(PAGES) * PAGE));
      }
    }
  },
  CREATE("create", "create, write 4 KiB, close", "1/s") {
    @Override
    Figures run(Path directory, Duration length) throws IOException {
      ByteBuffer block = filled(PAGE);
      return names(length)
          .run(
              i -> {
                try (FileChannel channel = create(directory.resolve("file" + i))) {
                  channel.write(block.rewind());
                }
              });
    }
  },
  STAT("stat", "stat, warm", "1/s") {
    @Override
    Figures run(Path directory, Duration length) throws IOException {
      CREATE.run(directory, PREPARATION);
      return names(length)
          .run(i -> Files.readAttributes(existing(directory, i), BasicFileAttributes.class));
    }
  },
  OPEN("open", "open, read 4 KiB, close", "1/s") {
    @Override
    Figures run(Path directory, Duration length) throws IOException {
      CREATE.run(directory, PREPARATION);
      ByteBuffer block = ByteBuffer.allocateDirect(PAGE);
      return names(length)
          .run(
              i -> {
                try (FileChannel channel = FileChannel.open(existing(directory, i))) {
                  channel.read(block.clear());
                }
              });
    }
  },
  RENAME("rename", "rename", "1/s") {
    @Override
    Figures run(Path directory, Duration length) throws IOException {
      Path one = Files.createFile(directory.resolve("one"));
      Path other = directory.resolve("other");
      return names(length)
          .run(
              i ->
                  Files.move(
                      i % 2 == 0 ? one : other,
                      i % 2 == 0 ? other : one,
                      StandardCopyOption.ATOMIC_MOVE));
    }
  },
  UNLINK("unlink", "create and unlink", "1/s") {
    @Override
    Figures run(Path directory, Duration length) throws IOException {
      Path file = directory.resolve("file");
      return names(length).run(_ -> Files.delete(Files.createFile(file)));
    }
  };

  private static final int PAGE = 4096;
  private static final int MIB = 1 << 20;
  private static final int PAGES = 64 * MIB / PAGE;
  private static final int SEQUENTIAL_MIB = 256;
  private static final int OPERATION_LIMIT = 2_000_000;
  private static final int NAME_LIMIT = 5_000;
  private static final int FEW = 500;
  private static final Duration PREPARATION = Duration.ofSeconds(2);
  private static final long SEED = 42;

  private final String word;
  private final String title;
  private final String unit;

  Workload(String word, String title, String unit) {
    this.word = word;
    this.title = title;
    this.unit = unit;
  }

  /** As it is given on the command line. */
  String word() {
    return word;
  }

  String title() {
    return title;
  }

  /** Of {@link Figures#perSecond}. */
  String unit() {
    return unit;
  }

  /** Works in an empty directory for about that long. */
  abstract Figures run(Path directory, Duration length) throws IOException;

  private static Figures overwrite(Path directory, Duration length, boolean sync)
      throws IOException {
    ByteBuffer block = filled(PAGE);
    SplittableRandom random = new SplittableRandom(SEED);
    try (FileChannel channel = randomFile(directory)) {
      return burst(length)
          .run(
              _ -> {
                channel.write(block.rewind(), (long) random.nextInt(PAGES) * PAGE);
                if (sync) {
                  channel.force(false);
                }
              });
    }
  }

  /** A file whose pages are all there, in the cache and on the disk. */
  private static FileChannel randomFile(Path directory) throws IOException {
    ByteBuffer block = filled(MIB);
    FileChannel channel = create(directory.resolve("random"));
    for (int written = 0; written < PAGES * (PAGE / 1024) / 1024; written++) {
      channel.write(block.rewind());
    }
    channel.force(true);
    return channel;
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static Path existing(Path directory, int index) {
    return directory.resolve("file" + index % FEW);
  }

  /** Not zeros: no layer below may save them. */
  private static ByteBuffer filled(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(SEED).nextBytes(bytes);
    return ByteBuffer.allocateDirect(size).put(bytes).flip();
  }

  private static Burst burst(Duration length) {
    return new Burst(length, OPERATION_LIMIT);
  }

  private static Burst names(Duration length) {
    return new Burst(length, NAME_LIMIT);
  }
}
