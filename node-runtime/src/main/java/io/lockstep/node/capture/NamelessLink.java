package io.lockstep.node.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.SetAttributes;
import io.lockstep.node.capture.protocol.InitNegotiation;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gives a name to a file that was made without one: everything in it becomes replicated at once.
 * One thread; the kernel holds the directory's and the file's lock meanwhile.
 *
 * <p>The file appears under a provisional name first, is filled there, and is then renamed: so the
 * peer never has half of it under its real name. On this node the provisional name is a link to the
 * complete file, so that doing the steps again after a crash changes nothing.
 */
final class NamelessLink {

  private static final byte[] SELF = {};
  private static final String PREFIX = ".lockstep-new-";
  private static final int PERMISSIONS = 07777;
  private static final String ACCESS_ACL = "system.posix_acl_access";
  private static final String DEFAULT_ACL = "system.posix_acl_default";

  private static final byte[] PREFIX_BYTES = PREFIX.getBytes(StandardCharsets.US_ASCII);

  private final Volume volume;
  private final Call call;
  private final Inode inode;
  private final Inode parent;
  private Name provisional;

  NamelessLink(Volume volume, Call call, Inode inode, Inode parent) {
    this.volume = volume;
    this.call = call;
    this.inode = inode;
    this.parent = parent;
    this.provisional = Name.of(PREFIX + Long.toHexString(inode.fileId()));
  }

  /**
   * The provisional name that a process has left which was killed in the middle, or null. Where
   * only the file's appearance was journaled, a redo has made an empty file of that name, which
   * stays.
   */
  static Name find(Volume volume, Call call, Inode inode, int directoryFd) {
    List<Name> provisional = new ArrayList<>();
    int fd =
        RequestRefused.check(
            Descriptors.open(
                PathBytes.ofDescriptor(directoryFd),
                OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC,
                0));
    try {
      DirectoryReader.each(
          fd,
          call.scratch(),
          (name, _, _) -> {
            if (isProvisional(name)) {
              provisional.add(Name.of(name));
            }
            return true;
          });
    } finally {
      Descriptors.close(fd);
    }
    return provisional.stream()
        .filter(
            name -> inode.handle().equals(volume.original().handleAt(directoryFd, name.bytes())))
        .findFirst()
        .orElse(null);
  }

  /** Whether it is a name of this kind. */
  static boolean isProvisional(Name name) {
    return isProvisional(name.bytes());
  }

  private static boolean isProvisional(byte[] name) {
    return Arrays.mismatch(name, PREFIX_BYTES) == PREFIX_BYTES.length;
  }

  /**
   * Journals the whole file and gives it the name.
   *
   * @param begun the provisional name under which a process that was killed has begun, or null
   */
  void link(Name name, Name begun) {
    volume.stat(call, inode);
    Stat stat = call.stat();
    long mtimeNanos = stat.mtimeNanos();
    SetAttributes attributes =
        new SetAttributes(
            inode.fileId(),
            SetAttributes.MODE | SetAttributes.UID | SetAttributes.GID | SetAttributes.MTIME,
            stat.mode() & PERMISSIONS,
            stat.uid(),
            stat.gid(),
            0,
            mtimeNanos);
    long size = stat.size();
    if (begun == null) {
      appear(attributes, stat.mode());
    } else {
      provisional = begun;
      volume.names().learn(inode, parent, begun);
      inode.nameless(false);
    }
    try {
      fill(size);
      copyExtendedAttributes();
      run(attributes, mtimeNanos);
      rename(name);
    } catch (RuntimeException e) {
      disappear(e);
      throw e;
    }
    inode.closeKept();
  }

  /**
   * Takes the provisional name away again. The file stays open without a name, and cannot be given
   * one any more: linkat(2) allows that once.
   */
  private void disappear(RuntimeException cause) {
    Operation unlink = new Operation.Unlink(parent.fileId(), provisional, inode.fileId());
    try {
      inode.nameless(true);
      volume.modifications().run(unlink, Modifications.now());
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private void appear(SetAttributes attributes, int mode) {
    Operation heal =
        new Operation.Heal(
            parent.fileId(),
            provisional,
            inode.fileId(),
            mode,
            attributes.uid(),
            attributes.gid(),
            0,
            SELF);
    long now = Modifications.now();
    volume.modifications().run(heal, now, this::linkProvisionally);
    // The write path has followed the healing; it did not if it was told of no known file.
    volume.names().learn(inode, parent, provisional);
    inode.nameless(false);
  }

  private int linkProvisionally() {
    try (Original.Lease file = volume.original().lease(inode);
        Original.Lease directory = volume.original().lease(parent)) {
      return Directories.linkat(
          file.fd(), SELF, directory.fd(), provisional.bytes(), Directories.AT_EMPTY_PATH);
    }
  }

  private void fill(long size) {
    int fd = volume.open(inode, OpenFlags.O_RDONLY);
    try (Arena arena = Arena.ofShared()) {
      run(new Operation.Truncate(inode.fileId(), size), Modifications.now());
      MemorySegment buffer = arena.allocate(InitNegotiation.MAX_WRITE_BYTES, Long.BYTES);
      long at = Descriptors.lseek(fd, 0, Descriptors.SEEK_DATA);
      while (at >= 0) {
        long end = Math.min(size, Descriptors.lseek(fd, at, Descriptors.SEEK_HOLE));
        copy(fd, at, end, buffer);
        at = end < size ? Descriptors.lseek(fd, end, Descriptors.SEEK_DATA) : -Errno.ENXIO;
      }
      if (at != -Errno.ENXIO) {
        throw new RequestRefused((int) -at);
      }
    } finally {
      Descriptors.close(fd);
    }
  }

  private void copy(int fd, long from, long end, MemorySegment buffer) {
    long at = from;
    while (at < end) {
      long bytes = Math.min(end - at, buffer.byteSize());
      long read = RequestRefused.check(Descriptors.pread(fd, buffer, bytes, at));
      if (read == 0) {
        throw new RequestRefused(Errno.EIO);
      }
      run(new Operation.Write(inode.fileId(), at, buffer.asSlice(0, read)), Modifications.now());
      at += read;
    }
  }

  private void copyExtendedAttributes() {
    try (Original.Lease file = volume.original().lease(inode);
        Original.Lease directory = volume.original().lease(parent);
        Arena arena = Arena.ofConfined()) {
      OriginalXattrs own = new OriginalXattrs(PathBytes.ofDescriptor(file.fd()), arena);
      OriginalXattrs inherited = new OriginalXattrs(PathBytes.ofDescriptor(directory.fd()), arena);
      if (inherited.has(DEFAULT_ACL) && !own.has(ACCESS_ACL)) {
        // The peer makes the file in this directory and so gives it an ACL; here it was made
        // elsewhere, or its maker has taken the ACL off.
        run(new Operation.RemoveXattr(inode.fileId(), bytes(ACCESS_ACL)), Modifications.now());
      }
      for (String name : own.names()) {
        run(
            new Operation.SetXattr(inode.fileId(), bytes(name), own.value(name), 0),
            Modifications.now());
      }
    }
  }

  private static byte[] bytes(String name) {
    return name.getBytes(ISO_8859_1);
  }

  /** On this node the file is complete already. */
  private void run(Operation operation, long timeNanos) {
    volume.modifications().run(operation, timeNanos, () -> 0);
  }

  private void rename(Name name) {
    Operation.Rename rename =
        new Operation.Rename(
            parent.fileId(),
            provisional,
            parent.fileId(),
            name,
            Directories.RENAME_NOREPLACE,
            inode.fileId(),
            0);
    volume.modifications().run(rename, Modifications.now());
  }
}
