package io.lockstep.control.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces files as careful programs do (write beside, sync, rename, sync the directory), and
 * removes old ones.
 */
final class Names implements SyncedWork {
  private static final int KEPT = 10;

  private final String name;
  private int number;

  Names(String name) {
    this.name = name;
  }

  @Override
  public void step(Path directory) throws IOException {
    number++;
    Path beside = directory.resolve(name + ".new");
    Files.writeString(
        beside,
        content(number),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    sync(beside);
    Files.move(beside, file(directory, number), StandardCopyOption.ATOMIC_MOVE);
    sync(directory);
    if (number > KEPT) {
      Files.delete(file(directory, number - KEPT));
      sync(directory);
    }
  }

  /** fsync(2), of a directory as well. */
  static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Path file(Path directory, int of) {
    return directory.resolve(name + "-" + of);
  }

  private static String content(int of) {
    return "content of " + of;
  }

  @Override
  public void check(Path directory, int steps) throws IOException {
    for (int gone = 1; gone <= steps - KEPT; gone++) {
      assertThat(file(directory, gone)).as("removed and synced").doesNotExist();
    }
    // The next step may have removed the oldest already.
    for (int there = Math.max(1, steps - KEPT + 2); there <= steps; there++) {
      assertThat(file(directory, there)).hasContent(content(there));
    }
  }
}
