package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.TestCalls;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Entries and content, call by call. */
class CaptureSemanticsTest extends CapturedDirectoryTest {

  @Test
  void refusesWhatTheFileSystemRefuses() {
    make("file", 0644);
    assertThat(Directories.mkdirat(here, name("dir"), 0755)).isZero();
    assertThat(Directories.mkdirat(here, name("dir/inner"), 0755)).isZero();
    assertThat(Directories.mkdirat(here, name("file"), 0755)).isEqualTo(-Errno.EEXIST);
    assertThat(Directories.unlinkat(here, name("dir"), Directories.AT_REMOVEDIR))
        .isEqualTo(-Errno.ENOTEMPTY);
    assertThat(Directories.unlinkat(here, name("dir"), 0)).isEqualTo(-Errno.EISDIR);
    assertThat(Directories.unlinkat(here, name("file"), Directories.AT_REMOVEDIR))
        .isEqualTo(-Errno.ENOTDIR);
    assertThat(Directories.unlinkat(here, name("none"), 0)).isEqualTo(-Errno.ENOENT);
    assertThat(Directories.mkdirat(here, name("n".repeat(256)), 0755))
        .isEqualTo(-Errno.ENAMETOOLONG);
    assertThat(Directories.linkat(here, name("file"), here, name("dir"), 0))
        .isEqualTo(-Errno.EEXIST);
  }

  @Test
  void renamesWithAllFlags() {
    make("a", 0600);
    make("b", 0640);
    assertThat(Directories.mkdirat(here, name("d"), 0755)).isZero();
    assertThat(rename("a", "b", Directories.RENAME_NOREPLACE)).isEqualTo(-Errno.EEXIST);
    assertThat(rename("a", "none", Directories.RENAME_EXCHANGE)).isEqualTo(-Errno.ENOENT);
    assertThat(rename("a", "d", Directories.RENAME_EXCHANGE)).isZero();
    assertThat(stat("a").isDirectory()).isTrue();
    assertThat(rename("d", "b", 0)).isZero();
    assertThat(stat("b").mode() & 0777).isEqualTo(0600);
    assertThat(rename("b", "w", Directories.RENAME_WHITEOUT)).isZero();
    assertThat(stat("b").type()).isEqualTo(Stat.S_IFCHR);
    assertThat(Directories.mkdirat(here, name("full"), 0755)).isZero();
    assertThat(Directories.mkdirat(here, name("full/x"), 0755)).isZero();
    assertThat(rename("a", "full", 0)).isEqualTo(-Errno.ENOTEMPTY);
    assertThat(rename("full", "a", 0)).isZero();
    assertThat(stat("a/x").isDirectory()).isTrue();
  }

  private int rename(String from, String to, int flags) {
    return Directories.renameat2(here, name(from), here, name(to), flags);
  }

  @Test
  void keepsNamesOfAnyBytes() {
    byte[] odd = new byte[253];
    for (int i = 0; i < odd.length; i++) {
      odd[i] = (byte) (i + 1 == '/' ? 255 : i + 1);
    }
    int fd = Descriptors.openat(here, odd, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
    assertThat(fd).isPositive();
    Descriptors.close(fd);
    assertThat(Dirent.list(here)).hasSize(1).first().isEqualTo(odd);
    assertThat(Directories.unlinkat(here, odd, 0)).isZero();
    assertThat(Directories.mkdirat(here, name("\377\376 \n"), 0755)).isZero();
  }

  @Test
  void keepsTimesToTheNanosecond() {
    make("f", 0600);
    assertThat(Attributes.utimensat(here, name("f"), -5, 123, 4_000_000_000L, 987_654_321, 0))
        .isZero();
    assertThat(stat("f").atimeNanos()).isEqualTo(-5_000_000_000L + 123);
    assertThat(stat("f").mtimeNanos()).isEqualTo(4_000_000_000_987_654_321L);
  }

  @Test
  void usesFilesWithoutNames() {
    int fd = create("gone", 0600);
    write(fd, name("before"), 0);
    assertThat(Directories.unlinkat(here, name("gone"), 0)).isZero();
    write(fd, name("after"), 6);
    assertThat(Descriptors.ftruncate(fd, 9)).isZero();
    assertThat(Attributes.fchmod(fd, 0640)).isZero();
    Stat stat = new Stat();
    assertThat(stat.read(fd)).isZero();
    assertThat(stat.nlink()).isZero();
    assertThat(stat.size()).isEqualTo(9);
    assertThat(stat.mode() & 0777).isEqualTo(0640);
    assertThat(content(fd)).isEqualTo("beforeaft");
    int again = Descriptors.open(PathBytes.ofDescriptor(fd), OpenFlags.O_RDONLY, 0);
    assertThat(content(again)).isEqualTo("beforeaft");
    Descriptors.close(again);
    Descriptors.close(fd);
  }

  @Test
  void keepsFilesAliveThatAreReplaced() {
    int old = create("target", 0600);
    write(old, name("old"), 0);
    make("source", 0600);
    assertThat(rename("source", "target", 0)).isZero();
    write(old, name("er"), 3);
    assertThat(content(old)).isEqualTo("older");
    assertThat(stat("target").size()).isZero();
    Descriptors.close(old);
  }

  @Test
  void namesUnnamedFilesWithAllTheyHold() {
    int fd = Descriptors.openat(here, name("."), OpenFlags.O_TMPFILE | OpenFlags.O_RDWR, 0600);
    assertThat(fd).isPositive();
    write(fd, name("start"), 0);
    write(fd, new byte[3_000_000], 5_000_000);
    write(fd, name("end"), 9_000_000);
    assertThat(Attributes.fchmod(fd, 0751)).isZero();
    setXattr(fd, "user.kind", "unnamed");
    assertThat(Directories.linkat(fd, SELF, here, name("named"), Directories.AT_EMPTY_PATH))
        .isZero();
    write(fd, name("later"), 100);
    assertThat(stat("named").nlink()).isEqualTo(1);
    assertThat(stat("named").size()).isEqualTo(9_000_003);
    assertThat(stat("named").mode() & 0777).isEqualTo(0751);
    assertThat(Dirent.list(here)).hasSize(1);
    Descriptors.close(fd);
  }

  @Test
  void listsLargeDirectories() {
    int count = 5000;
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String entry = "entry-" + i + "-" + "x".repeat(i % 50);
      assertThat(Directories.mknodat(here, name(entry), Stat.S_IFREG | 0600, 0)).isZero();
      names.add(entry);
    }
    assertThat(Dirent.list(here)).hasSize(count).allMatch(entry -> names.remove(text(entry)));
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  @Test
  void carriesLargeWritesAndHoles() {
    int fd = create("big", 0600);
    byte[] bytes = new byte[(4 << 20) + 12_345];
    new java.util.Random(7).nextBytes(bytes);
    write(fd, bytes, 1);
    assertThat(Descriptors.fallocate(fd, 0, 8 << 20, 4096)).isZero();
    assertThat(Descriptors.fallocate(fd, 3, 1 << 20, 1 << 20)).isZero();
    assertThat(Descriptors.fallocate(fd, 16, 4096, 4096)).isZero();
    assertThat(Descriptors.fallocate(fd, Descriptors.FALLOC_FL_COLLAPSE_RANGE, 0, 4096))
        .isEqualTo(-Errno.EOPNOTSUPP);
    assertThat(Descriptors.lseek(fd, 0, Descriptors.SEEK_HOLE)).isEqualTo(4096);
    assertThat(Descriptors.lseek(fd, 1 << 20, Descriptors.SEEK_DATA)).isEqualTo(2 << 20);
    assertThat(stat("big").size()).isEqualTo((8 << 20) + 4096);
    assertThat(Descriptors.fsync(fd)).isZero();
    Descriptors.close(fd);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.writeBytes(bytes);
    int reader = Descriptors.openat(here, name("big"), OpenFlags.O_RDONLY, 0);
    MemorySegment found = arena.allocate(bytes.length);
    // Read twice: from the daemon, then from the kernel's pages.
    for (int round = 0; round < 2; round++) {
      assertThat(Descriptors.pread(reader, found, 4000, 1)).isEqualTo(4000);
      assertThat(found.asSlice(0, 4000).mismatch(MemorySegment.ofArray(bytes).asSlice(0, 4000)))
          .isEqualTo(-1);
    }
    Descriptors.close(reader);
  }

  @Test
  void appendsAndSynchronises() {
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND | OpenFlags.O_DSYNC;
    int fd = Descriptors.openat(here, name("log"), flags, 0600);
    MemorySegment line = arena.allocateFrom("line\n", StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 10; i++) {
      assertThat(Descriptors.write(fd, line, 5)).isEqualTo(5);
    }
    Descriptors.close(fd);
    assertThat(stat("log").size()).isEqualTo(50);
    assertThat(Descriptors.fsync(here)).isZero();
    assertThat(mounted.writes().recorded())
        .anyMatch(io.lockstep.journal.op.Operation.Barrier.class::isInstance);
  }

  @Test
  void findsAnotherNameOfAFileWhenTheKnownOneIsGone() {
    int fd = create("first", 0600);
    assertThat(Directories.mkdirat(here, name("sub"), 0755)).isZero();
    assertThat(Directories.linkat(here, name("first"), here, name("sub/second"), 0)).isZero();
    assertThat(Directories.unlinkat(here, name("first"), 0)).isZero();
    for (int i = 0; i < 200; i++) {
      write(fd, name("x"), i);
    }
    Descriptors.close(fd);
    assertThat(stat("sub/second").size()).isEqualTo(200);
  }

  @Test
  void healsWhatFailsHereAfterTheReplicaHasDoneIt() {
    int fd = create("huge", 0600);
    write(fd, name("kept"), 0);
    // Beyond ext4's largest file, which only the original knows.
    MemorySegment data = arena.allocate(1);
    assertThat(Descriptors.pwrite(fd, data, 1, 1L << 50)).isEqualTo(-Errno.EFBIG);
    write(fd, name("!"), 4);
    Descriptors.close(fd);
    assertThat(stat("huge").size()).isEqualTo(5);
    mounted.writes().expectFailure(Errno.EFBIG);
  }

  @Test
  void answersOddRequests() {
    assertThat(Descriptors.ioctl(here, 0x5401, 0L)).isEqualTo(-Errno.ENOTTY);
    assertThat(Directories.symlinkat(name("target/of/it"), here, name("link"))).isZero();
    MemorySegment buffer = arena.allocate(100);
    assertThat(Directories.readlinkat(here, name("link"), buffer, 100)).isEqualTo(12);
    assertThat(TestCalls.faccessat(here, name("none"), 0, 0)).isEqualTo(-Errno.ENOENT);
    assertThat(io.lockstep.node.posix.Mounts.fstatfs(here, arena.allocate(120))).isZero();
  }
}
