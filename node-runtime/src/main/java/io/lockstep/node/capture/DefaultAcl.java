package io.lockstep.node.capture;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * What a directory's default ACL takes off the mode of a new entry (acl(5), "object creation and
 * default ACLs"). Pure.
 *
 * <pre>
 * value of system.posix_acl_default (linux/posix_acl_xattr.h), little endian:
 *   u32 version = 2 | entries of { u16 tag | u16 permissions | u32 id }
 * </pre>
 */
final class DefaultAcl {

  private static final int HEADER_BYTES = 4;
  private static final int ENTRY_BYTES = 8;
  private static final int USER_OBJ = 0x01;
  private static final int GROUP_OBJ = 0x04;
  private static final int MASK = 0x10;
  private static final int OTHER = 0x20;
  private static final int ALL = 7;
  private static final int RWX_BITS = 0777;

  private DefaultAcl() {}

  /** The mode that is left of {@code mode}; bits above 0777 stay. */
  static int mask(int mode, MemorySegment acl, long aclBytes) {
    int user = ALL;
    int group = ALL;
    int other = ALL;
    boolean hasMask = false;
    for (long at = HEADER_BYTES; at + ENTRY_BYTES <= aclBytes; at += ENTRY_BYTES) {
      int permissions = acl.get(JAVA_SHORT_UNALIGNED, at + 2) & ALL;
      switch (Short.toUnsignedInt(acl.get(JAVA_SHORT_UNALIGNED, at))) {
        case USER_OBJ -> user = permissions;
        case OTHER -> other = permissions;
        case MASK -> {
          group = permissions;
          hasMask = true;
        }
        case GROUP_OBJ -> group = hasMask ? group : permissions;
        default -> {
          // Named users and groups do not show in the mode.
        }
      }
    }
    return mode & (~RWX_BITS | user << 6 | group << 3 | other);
  }
}
