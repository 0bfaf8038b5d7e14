package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_CREAT;
import static io.lockstep.node.posix.OpenFlags.O_DIRECTORY;
import static io.lockstep.node.posix.OpenFlags.O_RDONLY;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;
import static io.lockstep.node.posix.OpenFlags.O_TMPFILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.capture.Mounted;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.posix.CLibrary;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The original refuses what the mirror has done already: the application gets the error, and the
 * mirror is made equal again. Immutable files and directories (ioctl_iflags(2)) do so, since the
 * kernel does not know of their flag above a mount.
 */
@Timeout(60)
class RefusalsTest {

  private static final int HERE = -100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final long FS_IOC_GETFLAGS = 0x80086601L;
  private static final long FS_IOC_SETFLAGS = 0x40086602L;
  private static final int FS_IMMUTABLE_FL = 0x10;

  private Mounted mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = Mounted.start(Mode.STRICT);
    make("mkdir", "dir", 0755);
    make("mkdir", "dir/sub", 0755);
    make("mkdir", "other", 0755);
    for (String name : new String[] {"file", "dir/a", "dir/b", "other/x"}) {
      int fd = (int) make("open", name, O_CREAT | O_RDWR, 0644);
      SystemCallException.check("write", CLibrary.call("write", fd, bytes("content"), 7L));
      CLibrary.call("close", fd);
    }
    make("lsetxattr", "file", bytes("user.kept"), bytes("v"), 1L, 0);
  }

  @AfterEach
  void unmount() throws Exception {
    immutable("file", false);
    immutable("dir", false);
    mounted.close();
  }

  private static MemorySegment bytes(String text) {
    return Arena.ofAuto().allocateFrom(text);
  }

  private byte[] path(String name) {
    return PathBytes.of(mounted.directory().resolve(name));
  }

  private long make(String function, String name, Object... more) {
    Object[] arguments = new Object[more.length + 1];
    arguments[0] = path(name);
    System.arraycopy(more, 0, arguments, 1, more.length);
    return SystemCallException.check(function, CLibrary.call(function, arguments));
  }

  /** The other flags stay: to take off EXTENTS would have ext4 rewrite the file. */
  private void immutable(String name, boolean wanted) {
    Path original = mounted.backing().resolve(name);
    int fd = (int) CLibrary.call("open", PathBytes.of(original), O_RDONLY);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment flags = arena.allocate(ValueLayout.JAVA_LONG);
      SystemCallException.check(
          "flags of " + original, CLibrary.call("ioctl", fd, FS_IOC_GETFLAGS, flags));
      int others = flags.get(ValueLayout.JAVA_INT, 0) & ~FS_IMMUTABLE_FL;
      flags.set(ValueLayout.JAVA_INT, 0, wanted ? others | FS_IMMUTABLE_FL : others);
      SystemCallException.check(
          "new flags of " + original, CLibrary.call("ioctl", fd, FS_IOC_SETFLAGS, flags));
    } finally {
      CLibrary.call("close", fd);
    }
  }

  @Test
  void immutableFilesStayOnBothSides() {
    immutable("file", true);
    Map<String, LongSupplier> calls = new LinkedHashMap<>();
    calls.put("unlink", () -> CLibrary.call("unlink", path("file")));
    calls.put("rename", () -> CLibrary.call("rename", path("file"), path("dir/moved")));
    calls.put("replace", () -> CLibrary.call("rename", path("other/x"), path("file")));
    calls.put(
        "exchange", () -> CLibrary.call("renameat2", HERE, path("file"), HERE, path("other/x"), 2));
    calls.put("link", () -> CLibrary.call("link", path("file"), path("linked")));
    calls.put("chmod", () -> CLibrary.call("chmod", path("file"), 0600));
    calls.put("chown", () -> CLibrary.call("chown", path("file"), 5, 6));
    calls.put("truncate", () -> CLibrary.call("truncate", path("file"), 3L));
    calls.put(
        "setxattr",
        () -> CLibrary.call("setxattr", path("file"), bytes("user.new"), bytes("v"), 1L, 0));
    calls.put("removexattr", () -> CLibrary.call("removexattr", path("file"), bytes("user.kept")));
    calls.put("open", () -> CLibrary.call("open", path("file"), O_RDWR));
    refusedAndUndone(calls);
  }

  @Test
  void immutableDirectoriesKeepTheirEntriesOnBothSides() {
    immutable("dir", true);
    int unnamed = (int) make("open", "other", O_TMPFILE | O_RDWR, 0644);
    Map<String, LongSupplier> calls = new LinkedHashMap<>();
    calls.put("create", () -> CLibrary.call("open", path("dir/new"), O_CREAT | O_RDWR, 0644));
    calls.put("mkdir", () -> CLibrary.call("mkdir", path("dir/new"), 0755));
    calls.put("symlink", () -> CLibrary.call("symlink", bytes("x"), path("dir/new")));
    calls.put("mkfifo", () -> CLibrary.call("mkfifo", path("dir/new"), 0644));
    calls.put("link", () -> CLibrary.call("link", path("file"), path("dir/new")));
    calls.put("unlink", () -> CLibrary.call("unlink", path("dir/a")));
    calls.put("rmdir", () -> CLibrary.call("rmdir", path("dir/sub")));
    calls.put("rename inside", () -> CLibrary.call("rename", path("dir/a"), path("dir/b")));
    calls.put("rename out", () -> CLibrary.call("rename", path("dir/a"), path("other/x")));
    calls.put("rename in", () -> CLibrary.call("rename", path("other/x"), path("dir/a")));
    calls.put(
        "exchange",
        () -> CLibrary.call("renameat2", HERE, path("other"), HERE, path("dir/sub"), 2));
    calls.put(
        "whiteout", () -> CLibrary.call("renameat2", HERE, path("dir/a"), HERE, path("w"), 4));
    calls.put(
        "naming",
        () -> CLibrary.call("linkat", unnamed, bytes(""), HERE, path("dir/new"), AT_EMPTY_PATH));
    refusedAndUndone(calls);
    CLibrary.call("close", unnamed);
  }

  private void refusedAndUndone(Map<String, LongSupplier> calls) {
    calls.forEach(
        (name, call) -> {
          assertThat(call.getAsLong()).as(name).isEqualTo(-Errno.EPERM);
          assertThat(mounted.failures()).as(name).isEmpty();
          mounted.assertReplicated();
        });
    int fd = (int) make("open", "dir", O_RDONLY | O_DIRECTORY);
    assertThat(CLibrary.call("fsync", fd)).isZero();
    CLibrary.call("close", fd);
  }
}
