package io.lockstep.node.capture.protocol;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.lockstep.node.posix.Stat;
import java.lang.foreign.MemorySegment;

/**
 * Packs directory entries into the body of a READDIR or READDIRPLUS answer. Used again for each
 * request; not for use by several threads.
 *
 * <pre>
 * struct fuse_dirent:     u64 ino | u64 offset of the next | u32 namelen | u32 type | name, padded to 8
 * struct fuse_direntplus: fuse_entry_out (128 bytes) | fuse_dirent
 * </pre>
 */
public final class DirectoryListing {

  private static final int DIRENT_HEADER_BYTES = 24;

  private MemorySegment target;
  private int limit;
  private int bytes;

  /** Begins an answer of at most so many bytes. */
  public void begin(MemorySegment payload, int limitBytes) {
    target = payload;
    limit = (int) Math.min(limitBytes, payload.byteSize());
    bytes = 0;
  }

  /** Bytes packed so far. */
  public int bytes() {
    return bytes;
  }

  /** Whether an entry with a name of that length has room. */
  public boolean fits(int nameBytes, boolean plus) {
    return bytes + entryBytes(nameBytes, plus) <= limit;
  }

  /** Adds a plain entry. */
  public void add(byte[] name, long ino, long nextOffset, int type) {
    dirent(bytes, name, ino, nextOffset, type);
    bytes += entryBytes(name.length, false);
  }

  /** Adds an entry with its attributes, which the kernel then counts as one lookup. */
  public void addPlus(
      byte[] name, long nextOffset, int type, long nodeId, long validSeconds, Stat stat) {
    Reply.entry(target, bytes, nodeId, validSeconds, stat);
    dirent(bytes + Reply.ENTRY_BYTES, name, stat.ino(), nextOffset, type);
    bytes += entryBytes(name.length, true);
  }

  /** Adds an entry without attributes to a READDIRPLUS answer (node id 0: not looked up). */
  public void addUnknown(byte[] name, long ino, long nextOffset, int type) {
    target.asSlice(bytes, Reply.ENTRY_BYTES).fill((byte) 0);
    dirent(bytes + Reply.ENTRY_BYTES, name, ino, nextOffset, type);
    bytes += entryBytes(name.length, true);
  }

  private void dirent(long at, byte[] name, long ino, long nextOffset, int type) {
    target.set(JAVA_LONG_UNALIGNED, at, ino);
    target.set(JAVA_LONG_UNALIGNED, at + 8, nextOffset);
    target.set(JAVA_INT_UNALIGNED, at + 16, name.length);
    target.set(JAVA_INT_UNALIGNED, at + 20, type);
    MemorySegment.copy(name, 0, target, JAVA_BYTE, at + DIRENT_HEADER_BYTES, name.length);
    int padding = padded(name.length) - name.length;
    target.asSlice(at + DIRENT_HEADER_BYTES + name.length, padding).fill((byte) 0);
  }

  private static int entryBytes(int nameBytes, boolean plus) {
    return (plus ? Reply.ENTRY_BYTES : 0) + DIRENT_HEADER_BYTES + padded(nameBytes);
  }

  private static int padded(int nameBytes) {
    return (nameBytes + 7) & ~7;
  }
}
