package io.lockstep.journal.lineage;

import io.lockstep.journal.op.MalformedRecordException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The durable record of one node and module: two slots of {@link #SLOT_BYTES} bytes, each an
 * encoded record and whatever an older, longer one left behind it. A write goes to the slot that
 * does not hold the newest record, so a torn write leaves the one before. The file comes into being
 * with its first record in it, by a rename: if it exists, a record was written.
 *
 * <p>For one thread at a time; one process per file.
 */
public final class NodeRecordFile {

  /** Distance between the two slots, in bytes. */
  public static final int SLOT_BYTES = 128 << 10;

  private final Path file;

  private NodeRecordFile(Path file) {
    this.file = file;
  }

  /** The record in a file, which need not exist. */
  public static NodeRecordFile open(Path file) {
    return new NodeRecordFile(file.toAbsolutePath());
  }

  /**
   * The newest record; empty only if none was ever written.
   *
   * @throws CorruptRecordException if the file is there, but no sound record in it
   */
  public Optional<NodeRecord> read() {
    try {
      return newest().map(RecordSlots.Found::record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the record with the next incarnation; it is on disk and was read back when this returns.
   * Only then may anyone act on it.
   *
   * @return the record as it was written
   */
  public NodeRecord write(NodeRecord record) {
    try {
      Optional<RecordSlots.Found> before = newest();
      long incarnation =
          1 + Math.max(record.incarnation(), before.map(f -> f.record().incarnation()).orElse(0L));
      byte[] bytes = LineageCodec.encode(record.withIncarnation(incarnation));
      if (before.isEmpty()) {
        create(bytes);
      } else {
        overwrite(before.get().nextSlot(), bytes);
      }
      return readBack(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void create(byte[] bytes) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      // Both slots get their space now: a disk that is full later does not keep a decision back.
      writeFully(channel, Arrays.copyOf(bytes, 2 * SLOT_BYTES), 0);
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private void overwrite(int slot, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      writeFully(channel, bytes, (long) slot * SLOT_BYTES);
      channel.force(true);
    }
  }

  private static void writeFully(FileChannel channel, byte[] bytes, long position)
      throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      channel.write(rest, position + rest.position());
    }
  }

  private NodeRecord readBack(byte[] written) throws IOException {
    NodeRecord expected = LineageCodec.decodeRecord(written);
    Optional<NodeRecord> found = newest().map(RecordSlots.Found::record);
    if (!found.equals(Optional.of(expected))) {
      throw new CorruptRecordException(
          file + ": expected to read what was written, found " + found + ": check the disk");
    }
    return expected;
  }

  private Optional<RecordSlots.Found> newest() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return Optional.of(RecordSlots.newest(List.of(slot(channel, 0), slot(channel, 1))));
    } catch (MalformedRecordException e) {
      throw new CorruptRecordException(
          "%s: expected a node record, found none that is sound (%s): restore the file, or remove it and synchronise this node by state"
              .formatted(file, e.getMessage()));
    }
  }

  private static byte[] slot(FileChannel channel, int slot) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SLOT_BYTES);
    long start = (long) slot * SLOT_BYTES;
    while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {}
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
