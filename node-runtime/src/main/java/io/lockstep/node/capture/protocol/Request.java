package io.lockstep.node.capture.protocol;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * The request that stands in a worker's buffer. A view that is used again for each request; valid
 * until the next one is read into the buffer.
 *
 * <pre>
 * struct fuse_in_header, 40 bytes, the host's byte order:
 *   u32 len | u32 opcode | u64 unique | u64 nodeid | u32 uid | u32 gid | u32 pid | u16 total_extlen | u16
 * </pre>
 *
 * <p>Offsets given to the accessors count from the end of this header. Not for use by several
 * threads.
 */
public final class Request {

  /** sizeof(struct fuse_in_header). */
  public static final int HEADER_BYTES = 40;

  private final MemorySegment buffer;
  private long bytes;

  public Request(MemorySegment buffer) {
    this.buffer = buffer;
  }

  /** Where the kernel's bytes go. */
  public MemorySegment buffer() {
    return buffer;
  }

  /**
   * So many bytes have been read into the buffer.
   *
   * @throws MalformedRequestException if they are not one whole request
   */
  public void received(long receivedBytes) {
    if (receivedBytes < HEADER_BYTES || receivedBytes > buffer.byteSize()) {
      throw new MalformedRequestException(
          "fuse request: expected 40 to " + buffer.byteSize() + " bytes, found " + receivedBytes);
    }
    bytes = receivedBytes;
    long announced = Integer.toUnsignedLong(buffer.get(JAVA_INT_UNALIGNED, 0));
    if (announced != receivedBytes) {
      throw new MalformedRequestException(
          "fuse request: header announces " + announced + " bytes, found " + receivedBytes);
    }
  }

  public int opcode() {
    return buffer.get(JAVA_INT_UNALIGNED, 4);
  }

  /** Names this request in its reply. */
  public long unique() {
    return buffer.get(JAVA_LONG_UNALIGNED, 8);
  }

  public long nodeId() {
    return buffer.get(JAVA_LONG_UNALIGNED, 16);
  }

  /** The caller's file system user id. */
  public int uid() {
    return buffer.get(JAVA_INT_UNALIGNED, 24);
  }

  /** The caller's file system group id. */
  public int gid() {
    return buffer.get(JAVA_INT_UNALIGNED, 28);
  }

  /** The calling thread (its number in this namespace), or 0 if it is the kernel or elsewhere. */
  public int pid() {
    return buffer.get(JAVA_INT_UNALIGNED, 32);
  }

  /** Number of bytes behind the header. */
  public int bodyBytes() {
    return Math.toIntExact(bytes - HEADER_BYTES);
  }

  /** The 32-bit field at that offset of the body. */
  public int intAt(int offset) {
    return buffer.get(JAVA_INT_UNALIGNED, at(offset, Integer.BYTES));
  }

  /** The 64-bit field at that offset of the body. */
  public long longAt(int offset) {
    return buffer.get(JAVA_LONG_UNALIGNED, at(offset, Long.BYTES));
  }

  /** A copy of the NUL-terminated string at that offset, without the NUL. */
  public byte[] stringAt(int offset) {
    long start = at(offset, 1);
    long end = start;
    while (end < bytes && buffer.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    if (end == bytes) {
      throw new MalformedRequestException(
          "fuse request: expected a NUL-terminated string at " + offset + ", found none");
    }
    return copy(start, (int) (end - start));
  }

  /** A copy of bytes of the body. */
  public byte[] bytesAt(int offset, int length) {
    return copy(at(offset, length), length);
  }

  /** A view of bytes of the body; valid as long as the request. */
  public MemorySegment viewAt(int offset, long length) {
    return buffer.asSlice(at(offset, length), length);
  }

  private byte[] copy(long start, int length) {
    byte[] copy = new byte[length];
    MemorySegment.copy(buffer, JAVA_BYTE, start, copy, 0, length);
    return copy;
  }

  private long at(int offset, long length) {
    long start = (long) HEADER_BYTES + offset;
    if (offset < 0 || length < 0 || start + length > bytes) {
      throw new MalformedRequestException(
          "fuse request: expected " + length + " bytes at " + offset + ", body has " + bodyBytes());
    }
    return start;
  }
}
