package io.lockstep.control.bench.resync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An application that writes pages of a file all the time, and syncs every eighth; a thread of its
 * own until it is closed. What it has seen can be asked by any.
 */
final class Writer implements AutoCloseable {

  private static final int PAGE = 4096;
  private static final int PAGES = 16_384;
  private static final int SYNC_EVERY = 8;

  private final AtomicLong written = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean ending;

  /** Begins to write. */
  Writer(Path file) {
    thread = Thread.ofPlatform().name("bench-writer").start(() -> run(file));
  }

  private void run(Path file) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      SplittableRandom random = new SplittableRandom(1);
      ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
      while (!ending) {
        write(channel, page, random);
      }
    } catch (IOException e) {
      failure.set(new UncheckedIOException(e));
    }
  }

  private void write(FileChannel channel, ByteBuffer page, SplittableRandom random)
      throws IOException {
    page.putLong(0, random.nextLong());
    long begin = System.nanoTime();
    channel.write(page.rewind(), (long) random.nextInt(PAGES) * PAGE);
    if (written.incrementAndGet() % SYNC_EVERY == 0) {
      channel.force(false);
    }
    longestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
  }

  /** Pages so far. */
  long written() {
    if (failure.get() != null) {
      throw failure.get();
    }
    return written.get();
  }

  /** The longest that one page took since this was last asked, in nanoseconds. */
  long takeLongestNanos() {
    return longestNanos.getAndSet(0);
  }

  @Override
  public void close() throws InterruptedException {
    ending = true;
    thread.join();
  }
}
