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

/** Appends to a file and syncs it. */
final class Appender implements SyncedWork {
  private static final int MAX_BYTES = 20_000;

  private final String name;
  private final Random lengths;
  private final byte[] content = new byte[16 << 20];
  private int written;

  Appender(String name, long seed) {
    this.name = name;
    this.lengths = new Random(seed);
    new Random(seed).nextBytes(content);
  }

  @Override
  public void step(Path directory) throws IOException {
    int length = nextLength();
    try (FileChannel file =
        FileChannel.open(
            directory.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(content, written, length), written);
      file.force(length % 2 == 0);
    }
    if (written == 0) {
      Names.sync(directory);
    }
    written += length;
  }

  private int nextLength() {
    return Math.min(1 + lengths.nextInt(MAX_BYTES), content.length - written);
  }

  @Override
  public void check(Path directory, int steps) throws IOException {
    for (int step = 0; step < steps; step++) {
      written += nextLength();
    }
    byte[] found = steps == 0 ? new byte[0] : Files.readAllBytes(directory.resolve(name));
    assertThat(found.length).as("length of %s", name).isGreaterThanOrEqualTo(written);
    assertThat(Arrays.mismatch(content, 0, written, found, 0, written))
        .as("first wrong byte of %d that were synced of %s", written, name)
        .isEqualTo(-1);
  }
}
