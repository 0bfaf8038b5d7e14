package io.lockstep.control.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private static final int FILES = 2000;

  @TempDir Path parent;

  @Test
  void isGoneAlsoWhenSomebodyWorksInItMeanwhile() throws Exception {
    RunDirectory run = RunDirectory.create(parent);
    Path busy = Files.createDirectory(run.path().resolve("busy"));
    CompletableFuture<Void> worker = CompletableFuture.runAsync(() -> makeAndRemove(busy));

    run.close();
    worker.join();
    run.close();

    assertThat(run.path()).doesNotExist();
    assertThat(parent).isEmptyDirectory();
  }

  /** Until its directory is gone. */
  private static void makeAndRemove(Path directory) {
    try {
      for (int i = 0; i < FILES; i++) {
        Path file = Files.createFile(directory.resolve("file" + i));
        Files.createDirectory(directory.resolve("directory" + i));
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      assertThat(Files.exists(directory)).isFalse();
    }
  }
}
