package io.lockstep.node.capture;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.lockstep.node.tree.FileHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Which node ids the kernel knows, and what they stand for, in mapped memory: the kernel goes on
 * using them when this process has been killed, and what it has cached of them must be revocable.
 * For one thread at a time.
 *
 * <pre>
 * slot 0: 8 magic | 8 the next counted node id | 8 not 0: some node did not fit
 * others: 8 node id | 8 lookups | 1 flags: 1 regular, 2 retired | 1 length of the handle, 0: free
 *         2 root | 4 type of the handle | 40 handle
 * </pre>
 */
final class NodeTable implements AutoCloseable {

  /** No slot: nothing is kept of the node. */
  static final int NO_SLOT = 0;

  private static final long MAGIC = 0x4c4b4e4f44455331L;
  private static final int SLOT_BYTES = 64;
  private static final int CHUNK_SLOTS = 4096;
  private static final int CHUNK_BYTES = CHUNK_SLOTS * SLOT_BYTES;
  private static final int HANDLE_OFFSET = 24;
  private static final int MAX_HANDLE_BYTES = SLOT_BYTES - HANDLE_OFFSET;
  private static final byte REGULAR = 1;
  private static final byte RETIRED = 2;

  private final Arena arena = Arena.ofShared();
  private final FileChannel channel;
  private final List<MemorySegment> chunks = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private int used = 1;
  private long nextCounted = 1;

  /** One node as it was left. */
  record Left(
      int slot, long nodeId, long lookups, boolean regular, boolean retired, FileHandle of) {}

  private NodeTable(FileChannel channel) {
    this.channel = channel;
  }

  /** Keeps nothing, but counts. */
  static NodeTable none() {
    return new NodeTable(null);
  }

  /** An empty table. */
  static NodeTable fresh(Path file) {
    try {
      Files.deleteIfExists(file);
      NodeTable table = new NodeTable(open(file));
      table.grow();
      table.slot(0).set(JAVA_LONG, 0, MAGIC);
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The table that an earlier process has left.
   *
   * @throws IllegalStateException if it does not tell of all nodes
   */
  static NodeTable left(Path file) {
    try {
      NodeTable table = new NodeTable(open(file));
      for (long at = 0; at + CHUNK_BYTES <= table.channel.size(); at += CHUNK_BYTES) {
        table.grow();
      }
      boolean whole =
          !table.chunks.isEmpty()
              && table.slot(0).get(JAVA_LONG, 0) == MAGIC
              && table.slot(0).get(JAVA_LONG, 16) == 0;
      if (!whole) {
        table.close();
        throw new IllegalStateException("nodes: expected a whole table, found another in " + file);
      }
      table.nextCounted = Math.max(1, table.slot(0).get(JAVA_LONG, 8));
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** A node id that was never given before: no inode number of anything. */
  long nextCountedId() {
    long id = nextCounted++ << Integer.SIZE;
    if (channel != null) {
      slot(0).set(JAVA_LONG, 8, nextCounted);
    }
    return id;
  }

  /** All nodes that were left; to be called once, before any other is added. */
  List<Left> readLeft() {
    List<Left> found = new ArrayList<>();
    int slots = chunks.size() * CHUNK_SLOTS;
    for (int slot = 1; slot < slots; slot++) {
      MemorySegment memory = slot(slot);
      if (memory.get(JAVA_BYTE, 17) == 0) {
        free.add(slot);
      } else {
        found.add(read(slot, memory));
      }
    }
    used = Math.max(1, slots);
    return found;
  }

  private static Left read(int slot, MemorySegment memory) {
    byte flags = memory.get(JAVA_BYTE, 16);
    byte[] handle = memory.asSlice(HANDLE_OFFSET, memory.get(JAVA_BYTE, 17)).toArray(JAVA_BYTE);
    return new Left(
        slot,
        memory.get(JAVA_LONG, 0),
        memory.get(JAVA_LONG, 8),
        (flags & REGULAR) != 0,
        (flags & RETIRED) != 0,
        new FileHandle(
            Byte.toUnsignedInt(memory.get(JAVA_BYTE, 18)), memory.get(JAVA_INT, 20), handle));
  }

  /** Keeps a node: its slot. */
  int add(long nodeId, FileHandle handle, boolean regular) {
    if (channel == null) {
      return NO_SLOT;
    }
    if (handle.bytes().length > MAX_HANDLE_BYTES) {
      slot(0).set(JAVA_LONG, 16, 1);
      return NO_SLOT;
    }
    int number = freeSlot();
    MemorySegment memory = slot(number);
    memory.set(JAVA_LONG, 0, nodeId);
    memory.set(JAVA_LONG, 8, 0);
    memory.set(JAVA_BYTE, 16, regular ? REGULAR : 0);
    memory.set(JAVA_BYTE, 18, (byte) handle.root());
    memory.set(JAVA_INT, 20, handle.type());
    MemorySegment.copy(handle.bytes(), 0, memory, JAVA_BYTE, HANDLE_OFFSET, handle.bytes().length);
    VarHandle.releaseFence();
    memory.set(JAVA_BYTE, 17, (byte) handle.bytes().length);
    return number;
  }

  /** The kernel has looked it up so many times. */
  void lookups(int slot, long lookups) {
    if (slot != NO_SLOT) {
      slot(slot).set(JAVA_LONG, 8, lookups);
    }
  }

  /** Further lookups are told of another node. */
  void retired(int slot) {
    if (slot != NO_SLOT) {
      slot(slot).set(JAVA_BYTE, 16, (byte) (slot(slot).get(JAVA_BYTE, 16) | RETIRED));
    }
  }

  /** The kernel has forgotten it. */
  void remove(int slot) {
    if (slot != NO_SLOT) {
      slot(slot).set(JAVA_BYTE, 17, (byte) 0);
      free.push(slot);
    }
  }

  private int freeSlot() {
    if (!free.isEmpty()) {
      return free.pop();
    }
    if (used == chunks.size() * CHUNK_SLOTS) {
      grow();
    }
    return used++;
  }

  private void grow() {
    long at = (long) chunks.size() * CHUNK_BYTES;
    try {
      if (channel.size() < at + CHUNK_BYTES) {
        // Written, not only sized: a full disk must be an error here, not a signal later.
        ByteBuffer zeros = ByteBuffer.allocate(CHUNK_BYTES);
        while (zeros.hasRemaining()) {
          channel.write(zeros, at + zeros.position());
        }
      }
      chunks.add(channel.map(FileChannel.MapMode.READ_WRITE, at, CHUNK_BYTES, arena));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private MemorySegment slot(int number) {
    return chunks
        .get(number / CHUNK_SLOTS)
        .asSlice((long) (number % CHUNK_SLOTS) * SLOT_BYTES, SLOT_BYTES);
  }

  @Override
  public void close() {
    if (!arena.scope().isAlive()) {
      return;
    }
    arena.close();
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
