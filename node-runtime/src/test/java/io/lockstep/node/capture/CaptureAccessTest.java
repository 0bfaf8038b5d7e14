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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the three kinds of access allow, and that nothing stale is seen after a change. */
@Timeout(60)
class CaptureAccessTest {

  private final Arena arena = Arena.ofShared();
  private Mounted mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = Mounted.start(Mode.STRICT);
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

  @Test
  void refusesModificationsWhileReading() {
    write("f", "text");
    mounted.captured().access(Access.READ);
    assertThat(content("f")).isEqualTo("text");
    assertThat(open("f", OpenFlags.O_RDWR)).isEqualTo(-Errno.EROFS);
    assertThat(open("new", OpenFlags.O_WRONLY | OpenFlags.O_CREAT)).isEqualTo(-Errno.EROFS);
    assertThat(Directories.unlinkat(AT_FDCWD, path("f"), 0)).isEqualTo(-Errno.EROFS);
    assertThat(Attributes.chmod(path("f"), 0600)).isEqualTo(-Errno.EROFS);
    assertThat(Directories.mkdirat(AT_FDCWD, path("d"), 0755)).isEqualTo(-Errno.EROFS);
  }

  @Test
  void failsEverythingWhileClosed() {
    write("f", "text");
    int fd = open("f", OpenFlags.O_RDONLY);
    assertThat(read(fd)).isEqualTo("text");
    mounted.captured().access(Access.NONE);
    assertThat(content("f")).isEqualTo("EIO");
    assertThat(read(fd)).isEqualTo("EIO");
    assertThat(Directories.mkdirat(AT_FDCWD, path("d"), 0755)).isEqualTo(-Errno.EIO);
    Descriptors.close(fd);
  }

  @Test
  void seesWhatChangesUnderneathWhileReading() throws Exception {
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

  @Test
  void opensForWritingAfterReading() throws Exception {
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
}
