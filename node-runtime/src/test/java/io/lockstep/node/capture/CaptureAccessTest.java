package io.lockstep.node.capture;

import static io.lockstep.node.posix.Descriptors.AT_FDCWD;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the three kinds of access allow, and that nothing stale is seen after a change. */
@Timeout(60)
class CaptureAccessTest {

  private final Arena arena = Arena.ofShared();
  private Mounted mounted;

  private void mount(Mode mode) throws Exception {
    mounted = Mounted.start(mode);
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
    arena.close();
  }

  private byte[] path(String name) {
    return PathBytes.of(mounted.directory().resolve(name));
  }

  private int open(String name, int flags) {
    return Descriptors.open(path(name), flags, 0644);
  }

  private String read(int fd) {
    MemorySegment buffer = arena.allocate(100);
    long bytes = Descriptors.pread(fd, buffer, 100, 0);
    return bytes < 0
        ? Errno.name((int) bytes)
        : new String(
            buffer.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII);
  }

  private String content(String name) {
    int fd = open(name, OpenFlags.O_RDONLY);
    if (fd < 0) {
      return Errno.name(fd);
    }
    try {
      return read(fd);
    } finally {
      Descriptors.close(fd);
    }
  }

  private void write(String name, String text) {
    int fd = open(name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC);
    MemorySegment data = arena.allocateFrom(text, StandardCharsets.US_ASCII);
    assertThat(Descriptors.pwrite(fd, data, text.length(), 0)).isEqualTo(text.length());
    Descriptors.close(fd);
  }

  /** As the applier does: behind the mount. */
  private void change(String name, String text) throws Exception {
    Path file = mounted.backing().resolve(name);
    Files.writeString(file, text);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void refusesModificationsWhileReading(Mode mode) throws Exception {
    mount(mode);
    write("f", "text");
    mounted.captured().access(Access.READ);
    assertThat(content("f")).isEqualTo("text");
    assertThat(open("f", OpenFlags.O_RDWR)).isEqualTo(-Errno.EROFS);
    assertThat(open("new", OpenFlags.O_WRONLY | OpenFlags.O_CREAT)).isEqualTo(-Errno.EROFS);
    assertThat(Directories.unlinkat(AT_FDCWD, path("f"), 0)).isEqualTo(-Errno.EROFS);
    assertThat(Attributes.chmod(path("f"), 0600)).isEqualTo(-Errno.EROFS);
    assertThat(Directories.mkdirat(AT_FDCWD, path("d"), 0755)).isEqualTo(-Errno.EROFS);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void failsEverythingWhileClosed(Mode mode) throws Exception {
    mount(mode);
    write("f", "text");
    int fd = open("f", OpenFlags.O_RDONLY);
    assertThat(read(fd)).isEqualTo("text");
    mounted.captured().access(Access.NONE);
    // New requests fail at once; what the kernel has cached goes as soon as it lets go of it.
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(read(fd) + content("f")).isEqualTo("EIO" + "EIO"));
    assertThat(Directories.mkdirat(AT_FDCWD, path("d"), 0755)).isEqualTo(-Errno.EIO);
    Descriptors.close(fd);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void seesWhatChangesUnderneathWhileReading(Mode mode) throws Exception {
    mount(mode);
    write("f", "first");
    write("removed", "x");
    assertThat(content("f")).isEqualTo("first");
    assertThat(content("absent")).isEqualTo("ENOENT");
    mounted.captured().access(Access.READ);
    int fd = open("f", OpenFlags.O_RDONLY);
    assertThat(read(fd)).isEqualTo("first");
    for (String text : new String[] {"second and longer", "3"}) {
      change("f", text);
      change("absent", text);
      assertThat(read(fd)).isEqualTo(text);
      assertThat(content("f")).isEqualTo(text);
      assertThat(content("absent")).isEqualTo(text);
      assertThat(size("f")).isEqualTo(text.length());
    }
    Files.delete(mounted.backing().resolve("removed"));
    assertThat(content("removed")).isEqualTo("ENOENT");
    Descriptors.close(fd);
  }

  private long size(String name) {
    Stat stat = new Stat();
    assertThat(stat.read(AT_FDCWD, path(name))).isZero();
    return stat.size();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void opensForWritingAfterReading(Mode mode) throws Exception {
    mount(mode);
    write("f", "first");
    Files.createDirectories(mounted.replica().resolve("dir/inner"));
    mounted.captured().access(Access.READ);
    // The tree of another node's making: directories and names this one has never followed.
    Files.createDirectories(mounted.backing().resolve("dir/inner"));
    Files.move(mounted.backing().resolve("f"), mounted.backing().resolve("dir/inner/g"));
    Files.move(mounted.replica().resolve("f"), mounted.replica().resolve("dir/inner/g"));
    int fd = open("dir/inner/g", OpenFlags.O_RDONLY);
    int directory = open("dir/inner", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
    assertThat(read(fd)).isEqualTo("first");
    mounted.captured().access(Access.WRITE);
    assertThat(read(fd)).isEqualTo("first");
    assertThat(Attributes.fchmod(fd, 0640)).isZero();
    assertThat(Directories.mkdirat(directory, PathBytes.of("new"), 0755)).isZero();
    write("dir/inner/g", "from here");
    assertThat(content("dir/inner/g")).isEqualTo("from here");
    assertThat(mounted.writes().failures()).isEmpty();
    assertThat(Files.readString(mounted.replica().resolve("dir/inner/g"))).isEqualTo("from here");
    assertThat(Files.isDirectory(mounted.replica().resolve("dir/inner/new"))).isTrue();
    Descriptors.close(directory);
    Descriptors.close(fd);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void endsTheUseOfCachedFilesWithTheAccess(Mode mode) throws Exception {
    mount(mode);
    write("f", "before");
    int fd = open("f", OpenFlags.O_RDWR | OpenFlags.O_APPEND);
    assertThat(read(fd)).isEqualTo("before");
    mounted.captured().access(Access.READ);
    change("f", "changed by the other node");
    assertThat(read(fd)).isEqualTo("EIO");
    mounted.captured().access(Access.WRITE);
    assertThat(Descriptors.write(fd, arena.allocate(1), 1)).isIn(1L, (long) -Errno.EIO);
    Descriptors.close(fd);
    assertThat(content("f")).isEqualTo("changed by the other node");
    int appending = open("f", OpenFlags.O_WRONLY | OpenFlags.O_APPEND);
    MemorySegment more = arena.allocateFrom("!", StandardCharsets.US_ASCII);
    assertThat(Descriptors.write(appending, more, 1)).isEqualTo(1);
    Descriptors.close(appending);
    assertThat(content("f")).isEqualTo("changed by the other node!");
  }
}
