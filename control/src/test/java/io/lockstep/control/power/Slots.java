package io.lockstep.control.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;

/**
 * Overwrites blocks in place, as a database does: each value has two, in turn, so that one is whole
 * whatever becomes of the other.
 */
final class Slots implements SyncedWork {
  private static final int SLOTS = 32;
  private static final int BLOCK_BYTES = 4096;

  private final String name;
  private final Random random;
  private final long[] values = new long[SLOTS];
  private boolean made;

  Slots(String name, long seed) {
    this.name = name;
    this.random = new Random(seed);
  }

  @Override
  public void step(Path directory) throws IOException {
    int slot = random.nextInt(SLOTS);
    long value = ++values[slot];
    try (FileChannel file =
        FileChannel.open(
            directory.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(block(slot, value)), at(slot, value));
      file.force(false);
    }
    if (!made) {
      Names.sync(directory);
      made = true;
    }
  }

  private static int at(int slot, long value) {
    return (2 * slot + (int) (value % 2)) * BLOCK_BYTES;
  }

  private static byte[] block(int slot, long value) {
    byte[] block = new byte[BLOCK_BYTES];
    new Random(slot * 1_000_003L + value).nextBytes(block);
    return block;
  }

  @Override
  public void check(Path directory, int steps) throws IOException {
    for (int step = 0; step < steps; step++) {
      values[random.nextInt(SLOTS)]++;
    }
    byte[] found = steps == 0 ? new byte[0] : Files.readAllBytes(directory.resolve(name));
    for (int slot = 0; slot < SLOTS; slot++) {
      if (values[slot] > 0) {
        assertThat(holds(found, slot, values[slot]))
            .as("value %d in slot %d of %s", values[slot], slot, name)
            .isTrue();
      }
    }
  }

  private static boolean holds(byte[] found, int slot, long value) {
    int at = at(slot, value);
    return at + BLOCK_BYTES <= found.length
        && Arrays.equals(Arrays.copyOfRange(found, at, at + BLOCK_BYTES), block(slot, value));
  }
}
