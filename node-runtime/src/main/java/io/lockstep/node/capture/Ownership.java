package io.lockstep.node.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lockstep.node.posix.ExtendedAttributes;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import java.lang.foreign.MemorySegment;

/**
 * Mode and owner of a new file.
 *
 * @param mode st_mode: type and permission bits, umask taken off
 */
record Ownership(int mode, int uid, int gid) {

  private static final int S_ISGID = 02000;
  private static final byte[] DEFAULT_ACL = "system.posix_acl_default".getBytes(US_ASCII);

  /**
   * What a file gets that the caller makes in that directory: inode(7) on set-group-ID directories,
   * acl(5) on default ACLs, which count in place of the umask.
   */
  static Ownership inherited(Call call, int directoryFd, int mode, int umask) {
    Stat directory = call.stat();
    RequestRefused.check(directory.read(directoryFd));
    boolean inheritsGroup = (directory.mode() & S_ISGID) != 0;
    boolean isDirectory = (mode & Stat.S_IFMT) == Stat.S_IFDIR;
    int masked = masked(call, directoryFd, mode, umask);
    return new Ownership(
        inheritsGroup && isDirectory ? masked | S_ISGID : masked,
        call.request().uid(),
        inheritsGroup ? directory.gid() : call.request().gid());
  }

  private static int masked(Call call, int directoryFd, int mode, int umask) {
    if ((mode & Stat.S_IFMT) == Stat.S_IFLNK) {
      return mode;
    }
    MemorySegment acl = call.scratch();
    long bytes =
        ExtendedAttributes.getxattr(
            PathBytes.ofDescriptor(directoryFd), DEFAULT_ACL, acl, acl.byteSize());
    return bytes > 0 ? DefaultAcl.mask(mode, acl, bytes) : mode & ~umask;
  }
}
