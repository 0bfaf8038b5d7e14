package io.lockstep.journal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SegmentScanTest {

  private static final long BYTES = 1 << 30;
  private static final int STEP_BYTES = 4096;

  @TempDir Path directory;

  /** As when the segment is finished while a reader enters it, only more often. */
  @Test
  void aFileThatIsCutWhileItIsMappedIsMappedAsItIsThen() throws Exception {
    Path file = directory.resolve("records.cq4");
    Files.createFile(file);
    resize(file, BYTES, BYTES);
    CompletableFuture<Void> cutting =
        CompletableFuture.runAsync(() -> resize(file, BYTES, STEP_BYTES));
    int maps = 0;
    while (!cutting.isDone()) {
      try (Arena arena = Arena.ofConfined()) {
        assertThat(SegmentScan.map(directory, arena).byteSize()).isLessThanOrEqualTo(BYTES);
        maps++;
      }
    }
    cutting.join();
    assertThat(maps).isPositive();
    try (Arena arena = Arena.ofConfined()) {
      assertThat(SegmentScan.map(directory, arena).byteSize()).isEqualTo(STEP_BYTES);
    }
  }

  private static void resize(Path file, long fromBytes, long toBytes) {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      for (long bytes = fromBytes; bytes >= toBytes; bytes -= STEP_BYTES) {
        sparse.setLength(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
