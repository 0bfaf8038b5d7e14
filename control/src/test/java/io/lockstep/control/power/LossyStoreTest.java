package io.lockstep.control.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.control.power.LossyStore.Loss;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk that forgets: what was flushed stays, of the rest anything may be there. */
class LossyStoreTest {
  private static final int BLOCKS = 64;
  private static final int BYTES = BLOCKS * LossyStore.BLOCK_BYTES;

  @TempDir Path directory;
  private Path image;
  private final long seed = System.nanoTime();

  @BeforeEach
  void makeImage() throws IOException {
    System.out.println("LossyStoreTest seed " + seed);
    image = directory.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(BYTES);
    }
  }

  private LossyStore open() throws IOException {
    return LossyStore.open(image, new Random(seed));
  }

  private static void fill(LossyStore store, int value) throws IOException {
    byte[] content = new byte[BYTES];
    Arrays.fill(content, (byte) value);
    store.write(0, ByteBuffer.wrap(content));
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void whatWasFlushedStays(Loss loss) throws IOException {
    try (LossyStore store = open()) {
      fill(store, 1);
      store.flush();
      assertThat(store.losePower(loss)).isZero();
    }
    assertThat(Files.readAllBytes(image)).containsOnly(1);
  }

  @Test
  void whatWasNotFlushedIsReadButLost() throws IOException {
    try (LossyStore store = open()) {
      store.write(100, ByteBuffer.wrap(new byte[] {7}));
      ByteBuffer read = ByteBuffer.allocate(1);
      store.read(100, read);
      assertThat(read.array()).containsExactly(7);
      assertThat(store.losePower(Loss.ALL)).isOne();
    }
    assertThat(Files.readAllBytes(image)).containsOnly(0);
  }

  @Test
  void allOfItMayArriveAsWell() throws IOException {
    try (LossyStore store = open()) {
      fill(store, 1);
      assertThat(store.losePower(Loss.NONE)).isZero();
    }
    assertThat(Files.readAllBytes(image)).containsOnly(1);
  }

  @Test
  void someBlocksArriveAndOthersDoNot() throws IOException {
    try (LossyStore store = open()) {
      fill(store, 1);
      assertThat(store.losePower(Loss.SOME)).isBetween(1, BLOCKS - 1);
    }
    assertThat(Files.readAllBytes(image)).containsOnly(0, 1).contains(0).contains(1);
    assertThat(mixedBlocks()).isZero();
  }

  @Test
  void aTornBlockHasWholeSectors() throws IOException {
    try (LossyStore store = open()) {
      fill(store, 1);
      store.losePower(Loss.TORN);
    }
    assertThat(mixedBlocks()).isPositive();
    assertThat(mixed(LossyStore.SECTOR_BYTES)).isZero();
  }

  private int mixedBlocks() throws IOException {
    return mixed(LossyStore.BLOCK_BYTES);
  }

  private int mixed(int unitBytes) throws IOException {
    byte[] content = Files.readAllBytes(image);
    int mixed = 0;
    for (int at = 0; at < content.length; at += unitBytes) {
      byte first = content[at];
      for (int i = at; i < at + unitBytes; i++) {
        if (content[i] != first) {
          mixed++;
          break;
        }
      }
    }
    return mixed;
  }

  @Test
  void withoutPowerNothingIsTaken() throws IOException {
    try (LossyStore store = open()) {
      store.losePower(Loss.ALL);
      assertThatThrownBy(() -> fill(store, 1)).isInstanceOf(IOException.class);
      assertThatThrownBy(store::flush).isInstanceOf(IOException.class);
    }
    assertThat(Files.readAllBytes(image)).containsOnly(0);
  }
}
