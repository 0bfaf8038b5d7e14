package io.lockstep.node.tree;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Values of system.posix_acl_* (linux/posix_acl_xattr.h): u32 version 2, then u16, u16, u32 each.
 */
final class DefaultAcl {

  private DefaultAcl() {}

  /** u::rwx, u:uid:rwx, g::r-x, m::rwx, o::---. */
  static byte[] allowing(int uid) {
    ByteBuffer acl = ByteBuffer.allocate(4 + 5 * 8).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
    entry(acl, 1, 7, -1);
    entry(acl, 2, 7, uid);
    entry(acl, 4, 5, -1);
    entry(acl, 0x10, 7, -1);
    entry(acl, 0x20, 0, -1);
    return acl.array();
  }

  private static void entry(ByteBuffer acl, int tag, int permissions, int id) {
    acl.putShort((short) tag).putShort((short) permissions).putInt(id);
  }
}
