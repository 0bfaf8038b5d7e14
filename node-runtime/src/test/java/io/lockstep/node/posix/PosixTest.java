package io.lockstep.node.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every call against the real kernel. */
class PosixTest {

  private static final byte[] EMPTY = {};

  @TempDir Path directory;

  private final Arena arena = Arena.ofConfined();
  private final Stat stat = new Stat();
  private int root;

  @BeforeEach
  void openRoot() {
    root = Descriptors.open(PathBytes.of(directory), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
    assertThat(root).isPositive();
  }

  @AfterEach
  void closeRoot() {
    assertThat(Descriptors.close(root)).isZero();
    arena.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private MemorySegment segment(String text) {
    byte[] bytes = bytes(text);
    MemorySegment segment = arena.allocate(bytes.length);
    segment.copyFrom(MemorySegment.ofArray(bytes));
    return segment;
  }

  private int create(String name) {
    int fd =
        Descriptors.openat(
            root,
            bytes(name),
            OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC,
            0600);
    assertThat(fd).isPositive();
    return fd;
  }

  @Test
  void readsAndWritesByDescriptor() throws IOException {
    int fd = create("f");
    assertThat(Descriptors.pwrite(fd, segment("hello"), 5, 3)).isEqualTo(5);
    MemorySegment back = arena.allocate(16);
    assertThat(Descriptors.pread(fd, back, 16, 3)).isEqualTo(5);
    assertThat(new String(back.asSlice(0, 5).toArray(JAVA_BYTE), StandardCharsets.UTF_8))
        .isEqualTo("hello");
    assertThat(Descriptors.read(fd, back, 2)).isEqualTo(2);
    assertThat(Descriptors.write(fd, segment("x"), 1)).isEqualTo(1);
    assertThat(Descriptors.lseek(fd, 0, Descriptors.SEEK_END)).isEqualTo(8);
    assertThat(Descriptors.ftruncate(fd, 4)).isZero();
    assertThat(Descriptors.fallocate(fd, 0, 0, 100)).isZero();
    assertThat(Descriptors.fsync(fd)).isZero();
    assertThat(Descriptors.fdatasync(fd)).isZero();
    assertThat(Descriptors.close(fd)).isZero();
    assertThat(Files.size(directory.resolve("f"))).isEqualTo(100);
  }

  @Test
  void answersWithTheNegativeErrno() {
    assertThat(Descriptors.openat(root, bytes("none"), OpenFlags.O_RDONLY, 0))
        .isEqualTo(-Errno.ENOENT);
    assertThat(Descriptors.close(-1)).isEqualTo(-Errno.EBADF);
    assertThat(Errno.name(-Errno.ENOENT)).isEqualTo("ENOENT");
    assertThat(Errno.name(999)).isEqualTo("errno 999");
    assertThatThrownBy(() -> SystemCallException.check("open", -Errno.ENOSPC))
        .isInstanceOf(SystemCallException.class)
        .hasMessage("open: expected success, found ENOSPC");
  }

  @Test
  void refusesNamesThatCannotBeCStrings() {
    assertThatThrownBy(() -> Directories.mkdirat(root, new byte[] {'a', 0, 'b'}, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Directories.mkdirat(root, new byte[5000], 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Descriptors.write(1, MemorySegment.ofArray(new byte[4]), 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void makesAndRemovesEveryKindOfEntry() {
    assertThat(Directories.mkdirat(root, bytes("d"), 0755)).isZero();
    assertThat(Directories.mknodat(root, bytes("fifo"), Stat.S_IFIFO | 0600, 0)).isZero();
    assertThat(Directories.mknodat(root, bytes("null"), Stat.S_IFCHR | 0600, 0x103)).isZero();
    assertThat(Directories.symlinkat(bytes("a/b"), root, bytes("l"))).isZero();
    assertThat(Directories.linkat(root, bytes("fifo"), root, bytes("fifo2"), 0)).isZero();
    assertThat(stat.read(root, bytes("null"))).isZero();
    assertThat(stat.rdev()).isEqualTo(0x103);
    assertThat(stat.read(root, bytes("fifo2"))).isZero();
    assertThat(stat.nlink()).isEqualTo(2);
    MemorySegment target = arena.allocate(10);
    assertThat(Directories.readlinkat(root, bytes("l"), target, 10)).isEqualTo(3);
    assertThat(
            Directories.renameat2(root, bytes("d"), root, bytes("l"), Directories.RENAME_NOREPLACE))
        .isEqualTo(-Errno.EEXIST);
    assertThat(
            Directories.renameat2(root, bytes("d"), root, bytes("l"), Directories.RENAME_EXCHANGE))
        .isZero();
    assertThat(names()).containsExactlyInAnyOrder("d", "l", "fifo", "fifo2", "null");
    assertThat(Directories.unlinkat(root, bytes("l"), Directories.AT_REMOVEDIR)).isZero();
    assertThat(Directories.unlinkat(root, bytes("d"), 0)).isZero();
    assertThat(names()).containsExactlyInAnyOrder("fifo", "fifo2", "null");
  }

  private List<String> names() {
    return Dirent.list(root).stream().map(n -> new String(n, StandardCharsets.UTF_8)).toList();
  }

  @Test
  void listsDirectoriesLargerThanItsBuffer() {
    for (int i = 0; i < 3000; i++) {
      assertThat(Directories.mknodat(root, bytes("a-rather-long-name-" + i), 0100600, 0)).isZero();
    }
    assertThat(names()).hasSize(3000).doesNotHaveDuplicates();
    MemorySegment buffer = arena.allocate(4096, 8);
    Descriptors.lseek(root, 0, Descriptors.SEEK_SET);
    assertThat(Directories.getdents64(root, buffer, 4096)).isPositive();
    assertThat(Dirent.ino(buffer, 0)).isPositive();
    assertThat(Dirent.nextOffset(buffer, 0)).isPositive();
    assertThat(Dirent.type(buffer, 0)).isIn(4, 8);
  }

  @Test
  void aDirectoryThatWasRemovedHasNoEntries() {
    assertThat(Directories.mkdirat(root, bytes("d"), 0700)).isZero();
    int fd = Descriptors.openat(root, bytes("d"), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
    assertThat(Directories.unlinkat(root, bytes("d"), Directories.AT_REMOVEDIR)).isZero();
    assertThat(Dirent.list(fd)).isEmpty();
    Descriptors.close(fd);
  }

  @Test
  void timesAreLeftOutAndFilledIn() {
    int fd = create("f");
    assertThat(stat.readUntimed(fd)).isZero();
    assertThat(stat.isRegular()).isTrue();
    assertThat(stat.mtimeNanos()).isZero();
    stat.times(-1, 2_000_000_003L);
    assertThat(stat.mtimeNanos()).isEqualTo(-1);
    assertThat(stat.ctimeSeconds()).isEqualTo(2);
    assertThat(stat.ctimeNanosPart()).isEqualTo(3);
    Descriptors.close(fd);
  }

  @Test
  void setsAndReadsAttributes() {
    int fd = create("f");
    assertThat(Attributes.fchownat(fd, EMPTY, 1, 2, Attributes.AT_EMPTY_PATH)).isZero();
    assertThat(Attributes.fchmod(fd, 04711)).isZero();
    assertThat(Attributes.utimensat(fd, EMPTY, 11, 12, 13, 14, Attributes.AT_EMPTY_PATH)).isZero();
    assertThat(stat.read(fd)).isZero();
    assertThat(stat.mode()).isEqualTo(Stat.S_IFREG | 04711);
    assertThat(stat.isRegular()).isTrue();
    assertThat(stat.uid()).isEqualTo(1);
    assertThat(stat.gid()).isEqualTo(2);
    assertThat(stat.atimeNanos()).isEqualTo(11_000_000_012L);
    assertThat(stat.mtimeNanos()).isEqualTo(13_000_000_014L);
    assertThat(stat.ctimeSeconds()).isGreaterThan(1_600_000_000L);
    assertThat(stat.ino()).isPositive();
    assertThat(TestCalls.fchmodat(root, bytes("f"), 0600)).isZero();
    assertThat(TestCalls.faccessat(root, bytes("f"), 1, 0)).isEqualTo(-Errno.EACCES);
    Descriptors.close(fd);
  }

  @Test
  void actsOnWhatAPathDescriptorStandsFor() {
    Directories.symlinkat(bytes("nowhere"), root, bytes("l"));
    int link = Descriptors.openat(root, bytes("l"), OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, 0);
    assertThat(link).isPositive();
    byte[] path = PathBytes.ofDescriptor(link);
    assertThat(
            Attributes.utimensat(
                link, EMPTY, 0, Attributes.UTIME_OMIT, 5, 6, Attributes.AT_EMPTY_PATH))
        .isZero();
    assertThat(stat.read(link)).isZero();
    assertThat(stat.isSymlink()).isTrue();
    assertThat(stat.mtimeNanos()).isEqualTo(5_000_000_006L);
    MemorySegment value = segment("v");
    assertThat(ExtendedAttributes.setxattr(path, bytes("trusted.t"), value, 1, 0)).isZero();
    assertThat(ExtendedAttributes.getxattr(path, bytes("trusted.t"), value, 1)).isEqualTo(1);
    assertThat(ExtendedAttributes.setxattr(path, bytes("user.t"), value, 1, 0))
        .isEqualTo(-Errno.EPERM);
    MemorySegment list = arena.allocate(100);
    assertThat(ExtendedAttributes.listxattr(path, list, 100)).isEqualTo(10);
    assertThat(ExtendedAttributes.removexattr(path, bytes("trusted.t"))).isZero();
    Descriptors.close(link);
  }

  @Test
  void keepsExtendedAttributesOfOpenFiles() {
    int fd = create("f");
    MemorySegment value = segment("value");
    assertThat(TestCalls.fsetxattr(fd, bytes("user.a"), value, 5, 1)).isZero();
    assertThat(TestCalls.fsetxattr(fd, bytes("user.a"), value, 5, ExtendedAttributes.XATTR_CREATE))
        .isEqualTo(-Errno.EEXIST);
    assertThat(TestCalls.fgetxattr(fd, bytes("user.a"), MemorySegment.NULL, 0)).isEqualTo(5);
    assertThat(TestCalls.flistxattr(fd, arena.allocate(64), 64)).isEqualTo(7);
    assertThat(TestCalls.fremovexattr(fd, bytes("user.a"))).isZero();
    assertThat(TestCalls.fremovexattr(fd, bytes("user.a"))).isEqualTo(-Errno.ENODATA);
    Descriptors.close(fd);
  }

  @Test
  void opensByHandleAcrossARename() {
    int fd = create("f");
    Descriptors.write(fd, segment("x"), 1);
    Descriptors.close(fd);
    MemorySegment handle = arena.allocate(Handles.BUFFER_BYTES, 8);
    handle.set(JAVA_INT, 0, Handles.MAX_BYTES);
    MemorySegment mountId = arena.allocate(4, 4);
    assertThat(Handles.nameToHandleAt(root, bytes("f"), handle, mountId, 0)).isZero();
    Directories.renameat2(root, bytes("f"), root, bytes("g"), 0);
    int again = Handles.openByHandleAt(root, handle, OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC);
    assertThat(again).isPositive();
    stat.read(again);
    assertThat(stat.size()).isEqualTo(1);
    Descriptors.close(again);
    Directories.unlinkat(root, bytes("g"), 0);
    assertThat(Handles.openByHandleAt(root, handle, OpenFlags.O_RDWR)).isEqualTo(-Errno.ESTALE);
  }

  @Test
  void mountsAndUnmounts() {
    Directories.mkdirat(root, bytes("m"), 0700);
    byte[] target = PathBytes.of(directory.resolve("m"));
    assertThat(Mounts.mount(bytes("t"), target, bytes("tmpfs"), 0, bytes("size=1m"))).isZero();
    try {
      MemorySegment statfs = arena.allocate(120, 8);
      int inside = Descriptors.open(target, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
      assertThat(inside).isPositive();
      assertThat(Mounts.fstatfs(inside, statfs)).isZero();
      assertThat(statfs.get(JAVA_LONG, 0)).isEqualTo(0x01021994L);
      Descriptors.close(inside);
    } finally {
      assertThat(Mounts.umount2(target, 0)).isZero();
    }
    assertThat(Mounts.syncfs(root)).isZero();
    assertThat(Mounts.fstatfs(root, arena.allocate(120, 8))).isZero();
  }

  @Test
  void readsTheClock() {
    long before = System.currentTimeMillis();
    long nanos = Clock.realtimeNanos();
    assertThat(nanos / 1_000_000).isBetween(before, System.currentTimeMillis());
  }

  @Test
  void passesIoctlArguments() {
    int fd = create("f");
    // FS_IOC_GETFLAGS (linux/fs.h) where the file system has them, otherwise ENOTTY.
    assertThat(Descriptors.ioctl(fd, 0x80086601L, arena.allocate(8, 8)))
        .isIn(0, -Errno.ENOTTY, -Errno.EOPNOTSUPP);
    assertThat(Descriptors.ioctl(fd, 0x5401L, 0L)).isEqualTo(-Errno.ENOTTY);
    Descriptors.close(fd);
  }
}
