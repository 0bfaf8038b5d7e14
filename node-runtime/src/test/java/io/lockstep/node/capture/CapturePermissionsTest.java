package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.ExtendedAttributes;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.TestCalls;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Modes, owners, access control lists and extended attributes, call by call. */
class CapturePermissionsTest extends CapturedDirectoryTest {

  @Test
  void keepsExtendedAttributes() {
    int fd = create("f", 0600);
    setXattr(fd, "user.one", "1");
    setXattr(fd, "trusted.two", "22");
    MemorySegment buffer = arena.allocate(1000);
    assertThat(TestCalls.fgetxattr(fd, name("trusted.two"), buffer, 1000)).isEqualTo(2);
    assertThat(TestCalls.fgetxattr(fd, name("trusted.two"), buffer, 1)).isEqualTo(-Errno.ERANGE);
    assertThat(
            TestCalls.fsetxattr(fd, name("user.one"), buffer, 1, ExtendedAttributes.XATTR_CREATE))
        .isEqualTo(-Errno.EEXIST);
    assertThat(
            TestCalls.fsetxattr(fd, name("user.none"), buffer, 1, ExtendedAttributes.XATTR_REPLACE))
        .isEqualTo(-Errno.ENODATA);
    assertThat(TestCalls.fsetxattr(fd, name("system.odd"), buffer, 1, 0))
        .isEqualTo(-Errno.EOPNOTSUPP);
    assertThat(TestCalls.flistxattr(fd, buffer, 1000)).isEqualTo(9 + 12);
    assertThat(TestCalls.fremovexattr(fd, name("user.one"))).isZero();
    assertThat(TestCalls.fremovexattr(fd, name("user.one"))).isEqualTo(-Errno.ENODATA);
    Descriptors.close(fd);
  }

  @Test
  void appliesDefaultAcls() {
    // user::rwx user:1000:rw- group::r-x mask::rwx other::---
    byte[] acl = acl(new int[][] {{1, 7, -1}, {2, 6, 1000}, {4, 5, -1}, {16, 7, -1}, {32, 0, -1}});
    MemorySegment value = arena.allocate(acl.length);
    value.copyFrom(MemorySegment.ofArray(acl));
    assertThat(TestCalls.fsetxattr(here, name("system.posix_acl_default"), value, acl.length, 0))
        .isZero();
    Descriptors.close(create("file", 0666));
    assertThat(stat("file").mode() & 0777).isEqualTo(0660);
    assertThat(Directories.mkdirat(here, name("dir"), 0777)).isZero();
    assertThat(stat("dir").mode() & 0777).isEqualTo(0770);
    int fd = Descriptors.openat(here, name("dir"), DIRECTORY, 0);
    MemorySegment found = arena.allocate(200);
    assertThat(TestCalls.fgetxattr(fd, name("system.posix_acl_default"), found, 200))
        .isEqualTo(acl.length);
    assertThat(TestCalls.fgetxattr(fd, name("system.posix_acl_access"), found, 200))
        .isEqualTo(acl.length);
    Descriptors.close(fd);
  }

  private static byte[] acl(int[][] entries) {
    ByteBuffer acl =
        ByteBuffer.allocate(4 + 8 * entries.length).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
    for (int[] entry : entries) {
      acl.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
    }
    return acl.array();
  }

  @Test
  void checksPermissionsAndGivesFilesToTheirMakers() throws Exception {
    make("secret", 0600);
    assertThat(Directories.mkdirat(here, name("group"), 0755)).isZero();
    assertThat(Attributes.fchownat(here, name("group"), 65534, 4711, 0)).isZero();
    assertThat(TestCalls.fchmodat(here, name("group"), 02775)).isZero();
    String output =
        asNobody(
            "cat secret; echo x >> secret; chown 0 secret; rm -f /nothing; umask 027; echo own > own; mkdir own.d; echo in > group/in; mkdir group/d");
    assertThat(output).contains("Permission denied").contains("not permitted");
    assertThat(stat("own").uid()).isEqualTo(65534);
    assertThat(stat("own").mode() & 07777).isEqualTo(0640);
    assertThat(stat("own.d").mode() & 07777).isEqualTo(0750);
    assertThat(stat("group/in").gid()).isEqualTo(4711);
    assertThat(stat("group/d").gid()).isEqualTo(4711);
    assertThat(stat("group/d").mode() & 07777).isEqualTo(02750);
  }

  @Test
  void takesSetIdBitsOffWhenOthersWrite() throws Exception {
    for (String file : new String[] {"w", "t", "o"}) {
      make(file, 06777);
      assertThat(stat(file).mode() & 07777).isEqualTo(06777);
    }
    asNobody("printf x >> w; truncate -s 1 t; printf y > o");
    for (String file : new String[] {"w", "t", "o"}) {
      assertThat(stat(file).mode() & 07777).as(file).isEqualTo(0777);
    }
    make("r", 04755);
    int fd = Descriptors.openat(here, name("r"), OpenFlags.O_RDWR, 0);
    write(fd, name("by root"), 0);
    Descriptors.close(fd);
    assertThat(stat("r").mode() & 07777).isEqualTo(04755);
    assertThat(Attributes.fchownat(here, name("r"), 5, 5, 0)).isZero();
    assertThat(stat("r").mode() & 07777).isEqualTo(0755);
  }
}
