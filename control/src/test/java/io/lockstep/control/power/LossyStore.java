package io.lockstep.control.power;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A disk with a volatile cache: what is written stays in memory until a flush brings it to the
 * image. As a real one it may write some of it earlier, in any order; at a loss of power any part
 * of the rest may arrive, also a part of a block. Safe for all threads.
 */
final class LossyStore implements AutoCloseable {
  static final int BLOCK_BYTES = 4096;
  static final int SECTOR_BYTES = 512;

  /** More than this a cache does not hold. */
  private static final int MAX_CACHED_BLOCKS = 16_384;

  /** Of so many overwritten blocks one had been written to the image before. */
  private static final int EARLY_ONE_IN = 8;

  /** What becomes of blocks that were not flushed. */
  enum Loss {
    ALL,
    NONE,
    SOME,
    /** As SOME, and of some of the others only a part arrives. */
    TORN
  }

  private final FileChannel image;
  private final Random random;
  private final Map<Long, byte[]> cached = new HashMap<>();
  private boolean lost;

  private LossyStore(FileChannel image, Random random) {
    this.image = image;
    this.random = random;
  }

  /** Over an image whose length is a multiple of the block's. */
  static LossyStore open(Path image, Random random) throws IOException {
    return new LossyStore(
        FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE), random);
  }

  /** Reads from the cache and, what is not in it, from the image, until the buffer is full. */
  synchronized void read(long offset, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      long at = offset;
      int start = (int) (at % BLOCK_BYTES);
      int length = Math.min(BLOCK_BYTES - start, into.remaining());
      byte[] block = cached.get(at / BLOCK_BYTES);
      if (block == null) {
        block = stored(at / BLOCK_BYTES);
      }
      into.put(block, start, length);
      offset = at + length;
    }
  }

  /**
   * Takes what is to be written, into the cache.
   *
   * @throws IOException without power
   */
  synchronized void write(long offset, ByteBuffer from) throws IOException {
    requirePower();
    while (from.hasRemaining()) {
      long number = offset / BLOCK_BYTES;
      int start = (int) (offset % BLOCK_BYTES);
      int length = Math.min(BLOCK_BYTES - start, from.remaining());
      byte[] block = cached.get(number);
      if (block == null) {
        makeRoom();
        block = stored(number);
        cached.put(number, block);
      } else if (random.nextInt(EARLY_ONE_IN) == 0) {
        store(number, block);
      }
      from.get(block, start, length);
      offset += length;
    }
  }

  /**
   * Brings everything written before to the image.
   *
   * @throws IOException without power
   */
  synchronized void flush() throws IOException {
    requirePower();
    for (Map.Entry<Long, byte[]> block : cached.entrySet()) {
      store(block.getKey(), block.getValue());
    }
    cached.clear();
  }

  /**
   * The power goes: the image is what will be found when it returns. Nothing is written from now
   * on.
   *
   * @return how many blocks were lost, wholly or in part
   */
  synchronized int losePower(Loss loss) throws IOException {
    requirePower();
    lost = true;
    List<Long> numbers = new ArrayList<>(cached.keySet());
    numbers.sort(null);
    int missing = 0;
    for (long number : numbers) {
      missing += arrives(number, loss) ? 0 : 1;
    }
    cached.clear();
    return missing;
  }

  private boolean arrives(long number, Loss loss) throws IOException {
    boolean whole = loss == Loss.NONE || (loss != Loss.ALL && random.nextBoolean());
    if (whole) {
      store(number, cached.get(number));
    } else if (loss == Loss.TORN && random.nextBoolean()) {
      store(number, torn(stored(number), cached.get(number)));
    }
    return whole;
  }

  /** Some sectors of the one, the others of the other. */
  private byte[] torn(byte[] before, byte[] after) {
    byte[] mixed = Arrays.copyOf(before, BLOCK_BYTES);
    for (int at = 0; at < BLOCK_BYTES; at += SECTOR_BYTES) {
      if (random.nextBoolean()) {
        System.arraycopy(after, at, mixed, at, SECTOR_BYTES);
      }
    }
    return mixed;
  }

  private void makeRoom() throws IOException {
    if (cached.size() < MAX_CACHED_BLOCKS) {
      return;
    }
    List<Long> leaving = cached.keySet().stream().filter(_ -> random.nextBoolean()).toList();
    for (long number : leaving) {
      store(number, cached.remove(number));
    }
  }

  private byte[] stored(long number) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    long at = number * BLOCK_BYTES;
    while (block.hasRemaining()) {
      if (image.read(block, at + block.position()) < 0) {
        break;
      }
    }
    return block.array();
  }

  private void store(long number, byte[] content) throws IOException {
    ByteBuffer block = ByteBuffer.wrap(content);
    while (block.hasRemaining()) {
      image.write(block, number * BLOCK_BYTES + block.position());
    }
  }

  private void requirePower() throws IOException {
    if (lost) {
      throw new IOException("expected a disk with power, found none");
    }
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
