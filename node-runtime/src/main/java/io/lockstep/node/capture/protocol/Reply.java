package io.lockstep.node.capture.protocol;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.lockstep.node.posix.Stat;
import java.lang.foreign.MemorySegment;

/**
 * Builds the answer to one request in a buffer that is used again and again.
 *
 * <pre>
 * struct fuse_out_header, 16 bytes: u32 len | s32 error, 0 or -errno | u64 unique
 * </pre>
 *
 * <p>Not for use by several threads.
 */
public final class Reply {

  /** sizeof(struct fuse_out_header). */
  public static final int HEADER_BYTES = 16;

  /** sizeof(struct fuse_entry_out). */
  public static final int ENTRY_BYTES = 128;

  private static final int ATTRIBUTES_OFFSET_IN_ENTRY = 40;
  private static final int ATTRIBUTES_REPLY_BYTES = 104;
  private static final int OPEN_BYTES = 16;
  private static final int STATFS_BYTES = 80;
  private static final int INIT_BYTES = 64;

  private final MemorySegment buffer;
  private final MemorySegment payload;
  private int bytes;

  public Reply(MemorySegment buffer) {
    this.buffer = buffer;
    this.payload = buffer.asSlice(HEADER_BYTES);
  }

  /** Where the bytes stand that the kernel is to get. */
  public MemorySegment buffer() {
    return buffer;
  }

  /** Room for the body, to be filled by a read; then {@link #data}. */
  public MemorySegment payload() {
    return payload;
  }

  /** Bytes to write to the kernel; 0 if it expects no answer. */
  public int bytes() {
    return bytes;
  }

  /** Success or failure without a body: 0, or a positive errno. */
  public void status(long unique, int errno) {
    bytes = HEADER_BYTES;
    header(unique, -errno);
  }

  /** Completes the answer whose body has been built. */
  public void success(long unique) {
    header(unique, 0);
  }

  /** The body is empty. */
  public void empty() {
    bytes = HEADER_BYTES;
  }

  /** The kernel expects no answer to this request. */
  public void none() {
    bytes = 0;
  }

  /** So many bytes of {@link #payload} have been filled. */
  public void data(int payloadBytes) {
    bytes = HEADER_BYTES + payloadBytes;
  }

  /** fuse_entry_out: what was looked up or made. */
  public void entry(long nodeId, long validSeconds, Stat stat) {
    entry(payload, 0, nodeId, validSeconds, stat);
    data(ENTRY_BYTES);
  }

  /** A name that is not there, and how long the kernel may believe so. */
  public void negativeEntry(long validSeconds) {
    payload.asSlice(0, ENTRY_BYTES).fill((byte) 0);
    payload.set(JAVA_LONG_UNALIGNED, 16, validSeconds);
    data(ENTRY_BYTES);
  }

  /** fuse_entry_out and fuse_open_out: CREATE and TMPFILE. */
  public void created(long nodeId, long validSeconds, Stat stat, long handle, int openFlags) {
    entry(payload, 0, nodeId, validSeconds, stat);
    open(ENTRY_BYTES, handle, openFlags);
    data(ENTRY_BYTES + OPEN_BYTES);
  }

  /** fuse_open_out. */
  public void opened(long handle, int openFlags) {
    open(0, handle, openFlags);
    data(OPEN_BYTES);
  }

  /** fuse_attr_out. */
  public void attributes(long validSeconds, Stat stat) {
    payload.set(JAVA_LONG_UNALIGNED, 0, validSeconds);
    payload.set(JAVA_LONG_UNALIGNED, 8, 0);
    attributes(payload, 16, stat);
    data(ATTRIBUTES_REPLY_BYTES);
  }

  /** fuse_write_out, fuse_getxattr_out: a size. */
  public void size(int size) {
    payload.set(JAVA_LONG_UNALIGNED, 0, Integer.toUnsignedLong(size));
    data(Long.BYTES);
  }

  /** fuse_lseek_out. */
  public void offset(long offset) {
    payload.set(JAVA_LONG_UNALIGNED, 0, offset);
    data(Long.BYTES);
  }

  /** fuse_statfs_out, from what statfs(2) filled in on a 64-bit machine. */
  public void statfs(MemorySegment statfs) {
    payload.asSlice(0, STATFS_BYTES).fill((byte) 0);
    MemorySegment.copy(statfs, 16, payload, 0, 40);
    payload.set(JAVA_INT_UNALIGNED, 40, (int) statfs.get(JAVA_LONG_UNALIGNED, 8));
    payload.set(JAVA_INT_UNALIGNED, 44, (int) statfs.get(JAVA_LONG_UNALIGNED, 64));
    payload.set(JAVA_INT_UNALIGNED, 48, (int) statfs.get(JAVA_LONG_UNALIGNED, 72));
    data(STATFS_BYTES);
  }

  /** fuse_init_out. */
  public void init(InitNegotiation.Agreement agreement) {
    payload.asSlice(0, INIT_BYTES).fill((byte) 0);
    payload.set(JAVA_INT_UNALIGNED, 0, 7);
    payload.set(JAVA_INT_UNALIGNED, 4, agreement.minor());
    payload.set(JAVA_INT_UNALIGNED, 8, agreement.maxReadaheadBytes());
    payload.set(JAVA_INT_UNALIGNED, 12, (int) agreement.flags());
    payload.set(JAVA_SHORT_UNALIGNED, 16, (short) agreement.maxBackground());
    payload.set(JAVA_SHORT_UNALIGNED, 18, (short) agreement.congestionThreshold());
    payload.set(JAVA_INT_UNALIGNED, 20, agreement.maxWriteBytes());
    payload.set(JAVA_INT_UNALIGNED, 24, 1);
    payload.set(JAVA_SHORT_UNALIGNED, 28, (short) agreement.maxPages());
    payload.set(JAVA_INT_UNALIGNED, 32, (int) (agreement.flags() >>> 32));
    data(INIT_BYTES);
  }

  /** fuse_entry_out at any place of a buffer. */
  static void entry(MemorySegment target, long at, long nodeId, long validSeconds, Stat stat) {
    target.set(JAVA_LONG_UNALIGNED, at, nodeId);
    target.set(JAVA_LONG_UNALIGNED, at + 8, 0);
    target.set(JAVA_LONG_UNALIGNED, at + 16, validSeconds);
    target.set(JAVA_LONG_UNALIGNED, at + 24, validSeconds);
    target.set(JAVA_LONG_UNALIGNED, at + 32, 0);
    attributes(target, at + ATTRIBUTES_OFFSET_IN_ENTRY, stat);
  }

  /** struct fuse_attr, 88 bytes. */
  private static void attributes(MemorySegment target, long at, Stat stat) {
    target.set(JAVA_LONG_UNALIGNED, at, stat.ino());
    target.set(JAVA_LONG_UNALIGNED, at + 8, stat.size());
    target.set(JAVA_LONG_UNALIGNED, at + 16, stat.blocks());
    target.set(JAVA_LONG_UNALIGNED, at + 24, stat.atimeSeconds());
    target.set(JAVA_LONG_UNALIGNED, at + 32, stat.mtimeSeconds());
    target.set(JAVA_LONG_UNALIGNED, at + 40, stat.ctimeSeconds());
    target.set(JAVA_INT_UNALIGNED, at + 48, stat.atimeNanosPart());
    target.set(JAVA_INT_UNALIGNED, at + 52, stat.mtimeNanosPart());
    target.set(JAVA_INT_UNALIGNED, at + 56, stat.ctimeNanosPart());
    target.set(JAVA_INT_UNALIGNED, at + 60, stat.mode());
    target.set(JAVA_INT_UNALIGNED, at + 64, stat.nlink());
    target.set(JAVA_INT_UNALIGNED, at + 68, stat.uid());
    target.set(JAVA_INT_UNALIGNED, at + 72, stat.gid());
    target.set(JAVA_INT_UNALIGNED, at + 76, (int) stat.rdev());
    target.set(JAVA_INT_UNALIGNED, at + 80, stat.blockSize());
    target.set(JAVA_INT_UNALIGNED, at + 84, 0);
  }

  private void open(long at, long handle, int openFlags) {
    payload.set(JAVA_LONG_UNALIGNED, at, handle);
    payload.set(JAVA_INT_UNALIGNED, at + 8, openFlags);
    payload.set(JAVA_INT_UNALIGNED, at + 12, 0);
  }

  private void header(long unique, int error) {
    buffer.set(JAVA_INT_UNALIGNED, 0, bytes);
    buffer.set(JAVA_INT_UNALIGNED, 4, error);
    buffer.set(JAVA_LONG_UNALIGNED, 8, unique);
  }

  /** A string as the body (READLINK, LISTXATTR). */
  public void string(byte[] value) {
    MemorySegment.copy(value, 0, payload, JAVA_BYTE, 0, value.length);
    data(value.length);
  }
}
