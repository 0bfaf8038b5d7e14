package io.lockstep.node.capture.protocol;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Messages to the kernel that answer no request ({@code enum fuse_notify_code}): the caches of the
 * mount are void. Each method fills the buffer and returns the number of bytes to write.
 *
 * <pre>
 * struct fuse_out_header: u32 len | s32 code | u64 0
 * </pre>
 */
public final class Notification {

  /** So many nodes can be told at once ({@link #prune}). */
  public static final int MAX_PRUNED = 512;

  /** Big enough for the longest of them. */
  public static final int MAX_BYTES = 16 + 16 + MAX_PRUNED * Long.BYTES;

  private static final int CODE_INVAL_INODE = 2;
  private static final int CODE_INVAL_ENTRY = 3;
  private static final int CODE_RESEND = 7;
  private static final int CODE_INC_EPOCH = 8;
  private static final int CODE_PRUNE = 9;
  private static final int HEADER_BYTES = 16;

  private Notification() {}

  /** All names looked up so far are void (FUSE_NOTIFY_INC_EPOCH, protocol 7.44). */
  public static int incrementEpoch(MemorySegment buffer) {
    return header(buffer, CODE_INC_EPOCH, HEADER_BYTES);
  }

  /** All requests that were read and not answered are asked again (FUSE_NOTIFY_RESEND, 7.40). */
  public static int resend(MemorySegment buffer) {
    return header(buffer, CODE_RESEND, HEADER_BYTES);
  }

  /** Attributes, ACLs and all pages of an inode are void (fuse_notify_inval_inode_out). */
  public static int invalidateInode(MemorySegment buffer, long nodeId) {
    buffer.set(JAVA_LONG_UNALIGNED, 16, nodeId);
    buffer.set(JAVA_LONG_UNALIGNED, 24, 0);
    buffer.set(JAVA_LONG_UNALIGNED, 32, 0);
    return header(buffer, CODE_INVAL_INODE, HEADER_BYTES + 24);
  }

  /** One name is void (fuse_notify_inval_entry_out, then the name and a NUL). */
  public static int invalidateEntry(MemorySegment buffer, long parentNodeId, byte[] name) {
    buffer.set(JAVA_LONG_UNALIGNED, 16, parentNodeId);
    buffer.set(JAVA_INT_UNALIGNED, 24, name.length);
    buffer.set(JAVA_INT_UNALIGNED, 28, 0);
    MemorySegment.copy(name, 0, buffer, JAVA_BYTE, 32, name.length);
    buffer.set(JAVA_BYTE, 32L + name.length, (byte) 0);
    return header(buffer, CODE_INVAL_ENTRY, HEADER_BYTES + 16 + name.length + 1);
  }

  /**
   * Inodes that nobody uses are to be dropped from the caches, those in use stay
   * (FUSE_NOTIFY_PRUNE, protocol 7.45: {@code struct fuse_notify_prune_out}, then the node ids).
   *
   * @param nodeIds at most {@link #MAX_PRUNED}
   */
  public static int prune(MemorySegment buffer, long[] nodeIds) {
    buffer.set(JAVA_INT_UNALIGNED, 16, nodeIds.length);
    buffer.set(JAVA_INT_UNALIGNED, 20, 0);
    buffer.set(JAVA_LONG_UNALIGNED, 24, 0);
    MemorySegment.copy(nodeIds, 0, buffer, JAVA_LONG_UNALIGNED, 32, nodeIds.length);
    return header(buffer, CODE_PRUNE, HEADER_BYTES + 16 + nodeIds.length * Long.BYTES);
  }

  private static int header(MemorySegment buffer, int code, int bytes) {
    buffer.set(JAVA_INT_UNALIGNED, 0, bytes);
    buffer.set(JAVA_INT_UNALIGNED, 4, code);
    buffer.set(JAVA_LONG_UNALIGNED, 8, 0);
    return bytes;
  }
}
