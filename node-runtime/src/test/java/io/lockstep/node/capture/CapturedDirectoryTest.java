package io.lockstep.node.capture;

import static io.lockstep.node.posix.Descriptors.AT_FDCWD;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.posix.TestCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * Single system calls, relative to a fresh directory on a captured one, whose replica must be equal
 * afterwards.
 */
@Timeout(60)
abstract class CapturedDirectoryTest {

  static final byte[] SELF = {};
  static final int DIRECTORY = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
  static Mounted mounted;

  final Arena arena = Arena.ofConfined();
  private String test;
  int here;

  @BeforeAll
  static void mount() throws Exception {
    mounted = Mounted.start(Mode.STRICT);
  }

  @AfterAll
  static void unmount() throws Exception {
    try {
      mounted.assertReplicated();
    } finally {
      mounted.close();
    }
  }

  @BeforeEach
  void enter(TestInfo info) {
    test = info.getTestMethod().orElseThrow().getName();
    byte[] path = PathBytes.of(mounted.directory().resolve(test));
    SystemCallException.check("mkdir", Directories.mkdirat(AT_FDCWD, path, 0777));
    here = SystemCallException.check("open", Descriptors.open(path, DIRECTORY, 0));
    Attributes.fchmod(here, 0777);
  }

  @AfterEach
  void leave() {
    Descriptors.close(here);
    arena.close();
    assertThat(mounted.writes().failures()).isEmpty();
  }

  static byte[] name(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  int create(String name, int mode) {
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
    return SystemCallException.check(
        "create " + name, Descriptors.openat(here, name(name), flags, mode));
  }

  void make(String name, int mode) {
    Descriptors.close(create(name, mode));
    assertThat(TestCalls.fchmodat(here, name(name), mode)).isZero();
  }

  void write(int fd, byte[] bytes, long offset) {
    MemorySegment data = arena.allocate(Math.max(1, bytes.length));
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, data, 0, bytes.length);
    assertThat(Descriptors.pwrite(fd, data, bytes.length, offset)).isEqualTo(bytes.length);
  }

  Stat stat(String name) {
    Stat stat = new Stat();
    SystemCallException.check("stat " + name, stat.read(here, name(name)));
    return stat;
  }

  String asNobody(String script) throws Exception {
    return mounted.run(
        "cd %s; setpriv --reuid=65534 --regid=65534 --clear-groups bash -c '%s' 2>&1 || true"
            .formatted(test, script));
  }

  String content(int fd) {
    MemorySegment buffer = arena.allocate(64);
    long bytes = SystemCallException.check("pread", Descriptors.pread(fd, buffer, 64, 0));
    return new String(
        buffer.asSlice(0, bytes).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
        StandardCharsets.ISO_8859_1);
  }

  void setXattr(int fd, String name, String value) {
    MemorySegment segment = arena.allocateFrom(value, StandardCharsets.ISO_8859_1);
    assertThat(TestCalls.fsetxattr(fd, name(name), segment, value.length(), 0)).isZero();
  }
}
