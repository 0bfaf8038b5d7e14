package io.lockstep.node.capture;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Which requests of one mount are under way, and how far: in mapped memory, so that the next
 * process knows of those that the kernel will ask again because this one was killed. A request must
 * not be carried out twice; whether it was, only its place in the journal tells.
 *
 * <p>One slot for each worker, then those that an earlier process has left, until they are
 * answered:
 *
 * <pre>
 * 8 unique of the request, 0: none | 8 sequence of its first operation, 0: none | 8 identity | 8
 * </pre>
 *
 * All threads; a slot is for one.
 */
final class RequestLog implements AutoCloseable {

  static final long UNIQUE = 0;
  static final long SEQUENCE = 8;
  static final long IDENTITY = 16;

  /** In place of a sequence: the request has changed what is not journaled. */
  static final long LOCAL = -1;

  /** FUSE_UNIQUE_RESEND (linux/fuse.h): the kernel asks again. */
  private static final long RESEND = Long.MIN_VALUE;

  private static final int SLOT_BYTES = 32;
  private static final int MAX_WORKERS = 64;

  /** Each killed process leaves as many as it had workers; the guardian bounds their number. */
  private static final int MAX_LEFT = 1024;

  private static final int BYTES = (MAX_WORKERS + MAX_LEFT) * SLOT_BYTES;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final LongAdder asked = new LongAdder();
  private final LongAdder done = new LongAdder();
  private final Map<Long, MemorySegment> left = new ConcurrentHashMap<>();

  private RequestLog(Path file) {
    memory = file == null ? arena.allocate(BYTES, Long.BYTES) : map(file);
  }

  /** Nothing of an earlier process counts. */
  static RequestLog fresh(Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new RequestLog(file);
  }

  /**
   * What an earlier process has left.
   *
   * @param journaledUpTo the newest record it has journaled
   */
  static RequestLog left(Path file, long journaledUpTo) {
    RequestLog log = new RequestLog(file);
    log.keep(journaledUpTo);
    return log;
  }

  private MemorySegment map(Path file) {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() < BYTES) {
        // Written, not only sized: a full disk must be an error here, not a signal later.
        ByteBuffer zeros = ByteBuffer.allocate(BYTES);
        while (zeros.hasRemaining()) {
          channel.write(zeros, zeros.position());
        }
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, arena);
    } catch (IOException e) {
      arena.close();
      throw new UncheckedIOException(e);
    }
  }

  /** Those first that are left for longer; a slot is emptied when what it says is safe. */
  private void keep(long journaledUpTo) {
    for (int i = MAX_WORKERS; i < MAX_WORKERS + MAX_LEFT; i++) {
      MemorySegment entry = entry(i);
      if (entry.get(JAVA_LONG, UNIQUE) != 0) {
        left.put(entry.get(JAVA_LONG, UNIQUE), entry);
      }
    }
    for (int i = 0; i < MAX_WORKERS; i++) {
      MemorySegment slot = entry(i);
      long sequence = slot.get(JAVA_LONG, SEQUENCE);
      boolean begun = sequence == LOCAL || (sequence > 0 && sequence <= journaledUpTo);
      if (slot.get(JAVA_LONG, UNIQUE) != 0 && begun) {
        keep(slot);
      }
      slot.set(JAVA_LONG, UNIQUE, 0);
    }
  }

  private void keep(MemorySegment slot) {
    long unique = slot.get(JAVA_LONG, UNIQUE);
    MemorySegment entry = left.get(unique);
    if (entry == null) {
      entry = free();
    }
    // The journal goes on: from now on its end says nothing about this request.
    entry.set(JAVA_LONG, SEQUENCE, LOCAL);
    entry.set(JAVA_LONG, IDENTITY, slot.get(JAVA_LONG, IDENTITY));
    entry.set(JAVA_LONG, UNIQUE, unique);
    left.put(unique, entry);
  }

  private MemorySegment free() {
    for (int i = MAX_WORKERS; i < MAX_WORKERS + MAX_LEFT; i++) {
      MemorySegment entry = entry(i);
      if (entry.get(JAVA_LONG, UNIQUE) == 0) {
        return entry;
      }
    }
    throw new IllegalStateException(
        "requests: expected at most " + MAX_LEFT + " that killed daemons have left, found more");
  }

  private MemorySegment entry(int index) {
    return memory.asSlice((long) index * SLOT_BYTES, SLOT_BYTES);
  }

  /** The slot of a worker. */
  RequestSlot slot(int worker) {
    if (worker >= MAX_WORKERS) {
      throw new IllegalArgumentException(
          "workers: expected at most " + MAX_WORKERS + ", found number " + worker);
    }
    return new RequestSlot(this, entry(worker));
  }

  /** The same request has the same number when the kernel asks again. */
  static long plain(long unique) {
    return unique & ~RESEND;
  }

  static boolean isResent(long unique) {
    return (unique & RESEND) != 0;
  }

  /** What an earlier process has noted of a request that it had begun, or null. */
  MemorySegment leftOf(long unique) {
    return isResent(unique) ? left.get(plain(unique)) : null;
  }

  /** A request was asked again. */
  void countResent() {
    asked.increment();
  }

  /** What was asked again had been done, and was not done again. */
  void countDone() {
    done.increment();
  }

  ResendCount resent() {
    return new ResendCount(asked.sum(), done.sum());
  }

  /** The request is answered. */
  void answered(long unique) {
    MemorySegment entry = left.remove(unique);
    if (entry != null) {
      entry.set(JAVA_LONG, UNIQUE, 0);
    }
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
