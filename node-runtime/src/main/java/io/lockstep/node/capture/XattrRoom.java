package io.lockstep.node.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.ExtendedAttributes;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a file has room for an extended attribute. ext4 gives a file's attributes one block
 * together, and only trying tells; but what is going to be refused must not be replicated first,
 * since the peer could not apply it either and its copy would count as damaged. So it is tried on a
 * file without a name that has the same attributes. All threads.
 */
final class XattrRoom {

  /** This much fits on every file system: ext4 with blocks of 1 KiB has the least. */
  private static final int ALWAYS_FITTING_BYTES = 700;

  /** An entry's header and padding on ext4 (fs/ext4/xattr.h), rounded up. */
  private static final int ENTRY_BYTES = 24;

  private static final String ACCESS_ACL = "system.posix_acl_access";
  private static final String DEFAULT_ACL = "system.posix_acl_default";

  /** As long as the name it stands in for: only directories take a default ACL. */
  private static final String STAND_IN = "trusted.lockstep_default";

  private record Attribute(String name, byte[] value) {
    int bytes() {
      return ENTRY_BYTES + name.length() + value.length;
    }
  }

  private XattrRoom() {}

  /**
   * Refuses the request, with the file system's own error, if the file would have no room for the
   * attribute.
   */
  static void require(Volume volume, Inode inode, byte[] name, byte[] value) {
    try (Arena arena = Arena.ofConfined()) {
      List<Attribute> wanted = present(volume, inode, new String(name, ISO_8859_1), arena);
      wanted.add(new Attribute(new String(name, ISO_8859_1), value));
      if (wanted.stream().mapToInt(Attribute::bytes).sum() > ALWAYS_FITTING_BYTES) {
        tryOn(volume, wanted, arena);
      }
    }
  }

  /** What the file has, without the one that is going to be replaced. */
  private static List<Attribute> present(Volume volume, Inode inode, String replaced, Arena arena) {
    List<Attribute> present = new ArrayList<>();
    try (Original.Lease file = volume.original().lease(inode)) {
      OriginalXattrs attributes = new OriginalXattrs(PathBytes.ofDescriptor(file.fd()), arena);
      for (String name : attributes.names()) {
        if (!name.equals(replaced)) {
          present.add(new Attribute(name, attributes.value(name)));
        }
      }
    }
    return present;
  }

  private static void tryOn(Volume volume, List<Attribute> wanted, Arena arena) {
    byte[] directory = PathBytes.ofDescriptor(volume.original().rootDescriptor());
    int flags = OpenFlags.O_TMPFILE | OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC;
    int fd = Descriptors.open(directory, flags, 0600);
    if (fd == -Errno.EOPNOTSUPP) {
      return; // Not ext4, so there is no such narrow limit either.
    }
    RequestRefused.check(fd);
    try {
      byte[] path = PathBytes.ofDescriptor(fd);
      // A default ACL of the directory gives it one that the file need not have.
      ExtendedAttributes.removexattr(path, ACCESS_ACL.getBytes(ISO_8859_1));
      OriginalXattrs trial = new OriginalXattrs(path, arena);
      for (Attribute attribute : wanted) {
        String name = attribute.name().equals(DEFAULT_ACL) ? STAND_IN : attribute.name();
        RequestRefused.check(trial.set(name, attribute.value()));
      }
    } finally {
      Descriptors.close(fd);
    }
  }
}
