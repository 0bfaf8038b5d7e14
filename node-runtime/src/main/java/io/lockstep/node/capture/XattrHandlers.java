package io.lockstep.node.capture;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.capture.protocol.RequestBody.Getxattr;
import io.lockstep.node.capture.protocol.RequestBody.Setxattr;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.ExtendedAttributes;
import io.lockstep.node.posix.PathBytes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** SETXATTR, GETXATTR, LISTXATTR, REMOVEXATTR; POSIX ACLs are among them (acl(5)). */
final class XattrHandlers {

  private static final String ACCESS_ACL = "system.posix_acl_access";
  private static final String DEFAULT_ACL = "system.posix_acl_default";
  private static final Set<String> SYSTEM = Set.of(ACCESS_ACL, DEFAULT_ACL);
  private static final List<String> PREFIXES = List.of("user.", "trusted.", "security.");
  private static final int NAME_MAX = 255;
  private static final int S_ISGID = 02000;
  private static final int PERMISSIONS = 07777;

  private final Volume volume;

  XattrHandlers(Volume volume) {
    this.volume = volume;
  }

  void set(Call call) {
    Request request = call.request();
    Inode inode = volume.inode(call);
    byte[] name = request.stringAt(Setxattr.BYTES);
    checkName(name);
    int flags = request.intAt(Setxattr.FLAGS);
    byte[] value = request.bytesAt(Setxattr.BYTES + name.length + 1, request.intAt(Setxattr.SIZE));
    // Without flags it may be done twice.
    if (flags == 0 || !call.slot().wasDone(exists(inode, name))) {
      checkExistence(inode, name, flags);
      XattrRoom.require(volume, inode, name, value);
      set(call, inode, name, value, flags);
    }
    boolean clearsGroup =
        (request.intAt(Setxattr.SETXATTR_FLAGS) & Setxattr.ACL_KILL_SGID) != 0
            && new String(name, ISO_8859_1).equals(ACCESS_ACL);
    if (clearsGroup) {
      clearSetGroupId(call, inode);
    }
  }

  private void set(Call call, Inode inode, byte[] name, byte[] value, int flags) {
    inode.unprivileged(false);
    if (inode.isNameless()) {
      call.slot().changesLocally();
      setNameless(call, inode, name, value, flags);
    } else {
      Operation operation = new Operation.SetXattr(inode.fileId(), name, value, flags);
      volume.modifications().ensureNamed(inode);
      volume.modifications().run(operation, Modifications.now());
    }
  }

  private static void checkName(byte[] name) {
    String text = new String(name, ISO_8859_1);
    if (PREFIXES.contains(text)) {
      throw new RequestRefused(Errno.EINVAL);
    }
    if (!SYSTEM.contains(text) && PREFIXES.stream().noneMatch(text::startsWith)) {
      throw new RequestRefused(Errno.EOPNOTSUPP);
    }
    if (name.length > NAME_MAX) {
      throw new RequestRefused(Errno.ERANGE);
    }
  }

  /** setxattr(2): XATTR_CREATE and XATTR_REPLACE. */
  private void checkExistence(Inode inode, byte[] name, int flags) {
    if (flags == 0) {
      return;
    }
    boolean exists = exists(inode, name);
    if (exists && (flags & ExtendedAttributes.XATTR_CREATE) != 0) {
      throw new RequestRefused(Errno.EEXIST);
    }
    if (!exists && (flags & ExtendedAttributes.XATTR_REPLACE) != 0) {
      throw new RequestRefused(Errno.ENODATA);
    }
  }

  private boolean exists(Inode inode, byte[] name) {
    try (Original.Lease file = volume.original().lease(inode)) {
      byte[] path = PathBytes.ofDescriptor(file.fd());
      return ExtendedAttributes.getxattr(path, name, MemorySegment.NULL, 0) >= 0;
    }
  }

  private void setNameless(Call call, Inode inode, byte[] name, byte[] value, int flags) {
    MemorySegment copy = call.scratch().asSlice(0, value.length);
    copy.copyFrom(MemorySegment.ofArray(value));
    try (Original.Lease file = volume.original().lease(inode)) {
      RequestRefused.check(
          ExtendedAttributes.setxattr(
              PathBytes.ofDescriptor(file.fd()), name, copy, value.length, flags));
    }
  }

  /** The kernel leaves to us what posix_acl_update_mode does for other file systems. */
  private void clearSetGroupId(Call call, Inode inode) {
    volume.stat(call, inode);
    int mode = call.stat().mode();
    if ((mode & S_ISGID) != 0 && !inode.isNameless()) {
      volume.modifications().setMode(inode, mode & PERMISSIONS & ~S_ISGID, Modifications.now());
    }
  }

  void get(Call call) {
    Request request = call.request();
    byte[] name = request.stringAt(Getxattr.BYTES);
    int size = request.intAt(Getxattr.SIZE);
    try (Original.Lease file = volume.original().lease(volume.inode(call))) {
      byte[] path = PathBytes.ofDescriptor(file.fd());
      reply(call, size, ExtendedAttributes.getxattr(path, name, target(call, size), size));
    }
  }

  void list(Call call) {
    int size = call.request().intAt(Getxattr.SIZE);
    MemorySegment all = call.scratch();
    try (Original.Lease file = volume.original().lease(volume.inode(call))) {
      byte[] path = PathBytes.ofDescriptor(file.fd());
      long bytes = RequestRefused.check(ExtendedAttributes.listxattr(path, all, all.byteSize()));
      byte[] names = all.asSlice(0, bytes).toArray(JAVA_BYTE);
      byte[] shown = call.request().uid() == 0 ? names : withoutTrusted(names);
      if (size > 0 && shown.length > size) {
        throw new RequestRefused(Errno.ERANGE);
      }
      MemorySegment.copy(shown, 0, target(call, size), JAVA_BYTE, 0, size == 0 ? 0 : shown.length);
      reply(call, size, shown.length);
    }
  }

  /** Trusted ones are shown to administrators only, xattr(7). */
  private static byte[] withoutTrusted(byte[] names) {
    String list = new String(names, ISO_8859_1);
    return Arrays.stream(list.split("(?<=\0)"))
        .filter(name -> !name.startsWith("trusted."))
        .collect(Collectors.joining())
        .getBytes(ISO_8859_1);
  }

  private static MemorySegment target(Call call, int size) {
    return size == 0 ? MemorySegment.NULL : call.reply().payload().asSlice(0, size);
  }

  /** With size 0 the kernel asks how much room it needs. */
  private static void reply(Call call, int size, long result) {
    int bytes = (int) RequestRefused.check(result);
    if (size == 0) {
      call.reply().size(bytes);
    } else {
      call.reply().data(bytes);
    }
  }

  void remove(Call call) {
    Inode inode = volume.inode(call);
    byte[] name = call.request().stringAt(0);
    checkName(name);
    boolean exists = exists(inode, name);
    if (call.slot().wasDone(!exists)) {
      return;
    }
    if (!exists) {
      if (SYSTEM.contains(new String(name, ISO_8859_1))) {
        return; // No ACL is as good as one that says what the mode says: there is nothing to do.
      }
      throw new RequestRefused(Errno.ENODATA);
    }
    if (inode.isNameless()) {
      call.slot().changesLocally();
      try (Original.Lease file = volume.original().lease(inode)) {
        RequestRefused.check(
            ExtendedAttributes.removexattr(PathBytes.ofDescriptor(file.fd()), name));
      }
    } else {
      Operation operation = new Operation.RemoveXattr(inode.fileId(), name);
      volume.modifications().ensureNamed(inode);
      volume.modifications().run(operation, Modifications.now());
    }
  }
}
