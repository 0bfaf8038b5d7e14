package io.lockstep.journal.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which operations are in the tree, in a mapped file, so that the answer survives the death of the
 * process at any instruction (not of the machine: after a power loss the tree itself is in doubt).
 * Native byte order.
 *
 * <pre>
 *  offset          bytes
 *       0          8          magic "LSAPPLY1"
 *       8          8          a reset under way: 1 + its low sequence, otherwise 0
 *      64          8          low: every sequence up to it is applied
 *    4096          1024 * 64  slots, one cache line each: the sequence being applied, or 0
 *   69632          512 KiB    ring of bits: sequence s is applied when bit s mod 4194304 is set
 * </pre>
 *
 * <p>A worker stores the sequence in a slot before the system call; after it, it sets the bit and
 * then clears the slot. So whatever the moment of a kill, a sequence is applied (its bit, or at or
 * below low), or doubtful (in a slot without its bit), or not applied. Only half of the ring is
 * ever in use ahead of low: bits behind low are cleared after low has moved, and whoever opens the
 * file clears those for which there was no time.
 *
 * <p>All methods but {@link #reset} and {@link #close} are safe for all threads and take no lock.
 */
public final class AppliedMap implements AutoCloseable {

  /** How many operations can be under way at once. */
  public static final int SLOTS = 1024;

  /** How far beyond {@link #low} a sequence may be. */
  public static final int WINDOW = 1 << 21;

  private static final long MAGIC = 0x31594c505041534cL;
  private static final int RESET_AT = 8;
  private static final int LOW_AT = 64;
  private static final int SLOTS_AT = 4096;
  private static final int SLOT_BYTES = 64;
  private static final int RING_BITS = 2 * WINDOW;
  private static final int RING_AT = SLOTS_AT + SLOTS * SLOT_BYTES;
  private static final long FILE_BYTES = RING_AT + RING_BITS / 8;
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private final Arena arena;
  private final MemorySegment map;
  private final AtomicBoolean advancing = new AtomicBoolean();
  private final Map<Long, Integer> doubtful = new ConcurrentHashMap<>();

  private AppliedMap(Arena arena, MemorySegment map) {
    this.arena = arena;
    this.map = map;
  }

  /**
   * Opens the file, or makes one in which nothing is applied.
   *
   * @throws CorruptJournalException if the file is something else
   */
  public static AppliedMap open(Path file) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      boolean fresh = channel.size() == 0;
      if (!fresh && channel.size() != FILE_BYTES) {
        throw corrupt(file, FILE_BYTES + " bytes", channel.size() + " bytes");
      }
      reserve(file, channel, fresh);
      AppliedMap opened =
          new AppliedMap(arena, channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES, arena));
      opened.recover(file);
      return opened;
    } catch (IOException e) {
      arena.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** Otherwise a full disk would be a SIGBUS in the middle of an operation. */
  private static void reserve(Path file, FileChannel channel, boolean fresh) throws IOException {
    try {
      NativePages.reserve(file, FILE_BYTES);
    } catch (IOException e) {
      if (fresh) {
        channel.truncate(0);
      }
      throw e;
    }
  }

  private static CorruptJournalException corrupt(Path file, String expected, String found) {
    return new CorruptJournalException(
        "%s: expected %s, found %s: not a map of applied operations. Remove it and synchronise this node by state"
            .formatted(file, expected, found));
  }

  private void recover(Path file) {
    long magic = map.get(ValueLayout.JAVA_LONG, 0);
    long resetting = map.get(ValueLayout.JAVA_LONG, RESET_AT);
    if (magic != MAGIC && (magic != 0 || low() != 0)) {
      throw corrupt(file, "magic %x".formatted(MAGIC), "%x".formatted(magic));
    }
    map.set(ValueLayout.JAVA_LONG, 0, MAGIC);
    if (resetting != 0) {
      reset(resetting - 1);
      return;
    }
    clearBehind();
    findDoubtful();
    advance();
  }

  /** Bits outside the window belong to sequences that low has passed. */
  private void clearBehind() {
    long low = low();
    for (long s = low + WINDOW + 1; s <= low + RING_BITS; s++) {
      if ((s & 63) == 0 && s + 63 <= low + RING_BITS) {
        LONG.set(map, wordAt(s), 0L);
        s += 63;
      } else {
        LONG.set(map, wordAt(s), (long) LONG.get(map, wordAt(s)) & ~bit(s));
      }
    }
  }

  private void findDoubtful() {
    for (int slot = 0; slot < SLOTS; slot++) {
      long sequence = (long) LONG.get(map, slotAt(slot));
      if (sequence == 0) {
        continue;
      }
      if (isApplied(sequence)) {
        LONG.set(map, slotAt(slot), 0L);
      } else {
        doubtful.put(sequence, slot);
      }
    }
  }

  private static long slotAt(int slot) {
    return SLOTS_AT + (long) slot * SLOT_BYTES;
  }

  private static long wordAt(long sequence) {
    return RING_AT + ((sequence & (RING_BITS - 1)) >>> 6) * 8;
  }

  private static long bit(long sequence) {
    return 1L << (sequence & 63);
  }

  /**
   * To be called before the system call that applies the operation.
   *
   * @return the slot to give to {@link #applied}
   * @throws IllegalStateException if {@link #SLOTS} operations are under way, or the sequence is
   *     {@link #WINDOW} ahead of one that is not applied yet
   */
  public int started(long sequence) {
    checkWindow(sequence);
    Integer held = doubtful.isEmpty() ? null : doubtful.get(sequence);
    return held != null ? held : takeSlot(sequence);
  }

  private int takeSlot(long sequence) {
    int first = (int) (Thread.currentThread().threadId() * 7) & (SLOTS - 1);
    for (int i = 0; i < SLOTS; i++) {
      int slot = (first + i) & (SLOTS - 1);
      if ((long) LONG.getAcquire(map, slotAt(slot)) == 0
          && LONG.compareAndSet(map, slotAt(slot), 0L, sequence)) {
        return slot;
      }
    }
    throw new IllegalStateException(
        "applied map: expected at most " + SLOTS + " operations under way, found more");
  }

  private void checkWindow(long sequence) {
    long low = low();
    if (sequence > low + WINDOW) {
      throw new IllegalStateException(
          "applied map: expected a sequence up to %d, found %d: operation %d has not ended"
              .formatted(low + WINDOW, sequence, low + 1));
    }
  }

  /** To be called after the system call, whether it changed the tree or was already done. */
  public void applied(int slot, long sequence) {
    setBit(sequence);
    LONG.setRelease(map, slotAt(slot), 0L);
    if (!doubtful.isEmpty()) {
      doubtful.remove(sequence);
    }
    advance();
  }

  /**
   * To be called after a system call that failed and is to be tried again: from now on it is as
   * unknown as after a kill how much of the operation is in the tree.
   */
  public void failed(int slot, long sequence) {
    doubtful.put(sequence, slot);
  }

  /**
   * Counts an operation as applied that has no effect on this tree, or whose effect the tree
   * refused and that was healed.
   */
  public void skipped(long sequence) {
    checkWindow(sequence);
    setBit(sequence);
    Integer held = doubtful.isEmpty() ? null : doubtful.remove(sequence);
    if (held != null) {
      LONG.setRelease(map, slotAt(held), 0L);
    }
    advance();
  }

  private void setBit(long sequence) {
    if (sequence > low()) {
      LONG.getAndBitwiseOr(map, wordAt(sequence), bit(sequence));
    }
  }

  private boolean hasBit(long sequence) {
    return ((long) LONG.getVolatile(map, wordAt(sequence)) & bit(sequence)) != 0;
  }

  /**
   * Moves low over what is applied. One thread at a time; looks again after letting go, so that a
   * bit set by a thread that found this one at work is never left behind.
   */
  private void advance() {
    while (hasBit(low() + 1) && advancing.compareAndSet(false, true)) {
      try {
        moveLow();
      } finally {
        advancing.set(false);
      }
    }
  }

  private void moveLow() {
    long before = low();
    long after = before;
    while (after < before + WINDOW / 2 && hasBit(after + 1)) {
      after++;
    }
    LONG.setVolatile(map, LOW_AT, after);
    for (long passed = before & -64; passed + 63 <= after; passed += 64) {
      LONG.setVolatile(map, wordAt(passed), 0L);
    }
  }

  /** Everything up to this sequence is applied. */
  public long low() {
    return (long) LONG.getVolatile(map, LOW_AT);
  }

  /** The highest sequence that is applied or was started; exact while no worker is at work. */
  public long highest() {
    long highest = highestBit();
    for (int slot = 0; slot < SLOTS; slot++) {
      highest = Math.max(highest, (long) LONG.getVolatile(map, slotAt(slot)));
    }
    return highest;
  }

  private long highestBit() {
    long low = low();
    long word = (low + WINDOW) & -64;
    while (word + 63 > low) {
      long bits = (long) LONG.getVolatile(map, wordAt(word));
      if (bits != 0) {
        return Math.max(low, word + 63 - Long.numberOfLeadingZeros(bits));
      }
      word -= 64;
    }
    return low;
  }

  /** Whether the operation is in the tree; after an opening exact unless {@link #isDoubtful}. */
  public boolean isApplied(long sequence) {
    long low = low();
    boolean seen = sequence <= low || (sequence <= low + WINDOW && hasBit(sequence));
    return seen || sequence <= low();
  }

  /**
   * Whether the operation was under way when an earlier process was killed, or failed, and has
   * neither been applied nor skipped since.
   */
  public boolean isDoubtful(long sequence) {
    return doubtful.containsKey(sequence);
  }

  /** Everything up to {@code low} is applied and nothing beyond. No other thread may be at work. */
  public void reset(long low) {
    LONG.setVolatile(map, RESET_AT, low + 1);
    VarHandle.fullFence();
    map.asSlice(SLOTS_AT).fill((byte) 0);
    doubtful.clear();
    LONG.setVolatile(map, LOW_AT, low);
    LONG.setVolatile(map, RESET_AT, 0L);
  }

  /**
   * On disk when it returns. Only a stop in order needs it: with an old map the next start would
   * apply again what the tree holds already.
   *
   * @throws UncheckedIOException if the disk failed
   */
  public void sync() {
    map.force();
  }

  /** Unmaps the file. No other thread may be at work. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
