package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_CREAT;
import static io.lockstep.node.posix.OpenFlags.O_DIRECTORY;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.capture.Mounted;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.posix.CLibrary;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Very many entries and names, very deep directories, and where the mount ends. */
@Timeout(300)
class LimitsTest {

  private static final int ROUNDS = Integer.getInteger("lockstep.conformance.rounds", 1);
  private static final int ENTRIES = Integer.getInteger("lockstep.conformance.entries", 100_000);
  private static final int LINKS_PER_FILE = 50_000;
  private static final int REMOVED = 2000;

  /** With the names used, several times PATH_MAX. */
  private static final int DEPTH = 400;

  /** EXT4_LINK_MAX. */
  private static final int MAX_LINKS = 65_000;

  /** struct timespec[2]: the beginning of 1970. */
  private static final MemorySegment TIMES = Arena.global().allocate(32, 8);

  private Mounted mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = Mounted.start(Mode.STRICT);
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
  }

  private static byte[] path(Path directory, String name) {
    return PathBytes.of(directory.resolve(name));
  }

  private static long call(String function, Object... arguments) {
    return SystemCallException.check(function, CLibrary.call(function, arguments));
  }

  /** Made behind the mount on either side, before anybody has looked: that is much faster. */
  private void onBothSides(Consumer<Path> work) {
    for (Path side : List.of(mounted.backing(), mounted.replica())) {
      work.accept(side);
      call("utimensat", Descriptors.AT_FDCWD, path(side, "."), TIMES, 0);
    }
  }

  /** Names of few files: making very many files would slow the disk down for the next tests. */
  private static void names(Path side, int count) {
    int fd = (int) call("open", path(side, "many"), O_DIRECTORY, 0);
    for (int i = 0; i < count; i++) {
      byte[] base = ("base-" + i / LINKS_PER_FILE).getBytes(StandardCharsets.US_ASCII);
      if (i % LINKS_PER_FILE == 0) {
        call("mknodat", fd, base, 0100644, 0L);
        call("utimensat", fd, base, TIMES, 0);
      }
      byte[] name = ("entry-" + i).getBytes(StandardCharsets.US_ASCII);
      call("linkat", fd, base, fd, name, 0);
    }
    call("futimens", fd, TIMES);
    call("close", fd);
  }

  @Test
  void listsVeryManyEntries() {
    onBothSides(
        side -> {
          call("mkdir", path(side, "many"), 0755);
          names(side, ENTRIES);
        });
    int fd = (int) call("open", path(mounted.directory(), "many"), O_DIRECTORY, 0);
    List<byte[]> names = Dirent.list(fd);
    TreeSet<String> unique = sorted(names);
    assertThat(unique).hasSize(names.size()).hasSizeGreaterThan(ENTRIES);
    for (byte[] name : names.subList(0, Math.min(names.size(), REMOVED * ROUNDS))) {
      call("unlinkat", fd, name, 0);
      unique.remove(text(name));
    }
    assertThat(sorted(Dirent.list(fd))).isEqualTo(unique);
    Descriptors.close(fd);
    assertThat(mounted.failures()).isEmpty();
    assertThat(namesIn(mounted.replica().resolve("many"))).isEqualTo(unique);
  }

  private static TreeSet<String> namesIn(Path directory) {
    int fd = (int) call("open", PathBytes.of(directory), O_DIRECTORY, 0);
    TreeSet<String> names = sorted(Dirent.list(fd));
    call("close", fd);
    return names;
  }

  private static TreeSet<String> sorted(List<byte[]> names) {
    return names.stream().map(LimitsTest::text).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.US_ASCII);
  }

  /** The file system's refusal must come before the mirror has the link: it could not make it. */
  @Test
  void refusesOneLinkTooMany() {
    onBothSides(
        side -> {
          int fd = (int) call("open", path(side, "file"), O_CREAT | O_RDWR, 0644);
          for (int i = 1; i < MAX_LINKS; i++) {
            call("link", path(side, "file"), path(side, "link-" + i));
          }
          call("futimens", fd, TIMES);
          call("close", fd);
        });
    byte[] file = path(mounted.directory(), "file");
    byte[] link = path(mounted.directory(), "one-more");
    assertThat(CLibrary.call("link", file, link)).isEqualTo(-Errno.EMLINK);
    call("unlink", path(mounted.directory(), "link-7"));
    assertThat(CLibrary.call("link", file, link)).isZero();
    assertThat(mounted.failures()).isEmpty();
    assertThat(namesIn(mounted.replica())).isEqualTo(namesIn(mounted.backing()));
  }

  @Test
  void goesVeryDeep() throws Exception {
    try (CaseThread thread = new CaseThread()) {
      thread.run(
          () -> {
            call("chdir", PathBytes.of(mounted.directory()));
            byte[] name = PathBytes.of("deep".repeat(10));
            for (int i = 0; i < DEPTH; i++) {
              call("mkdir", name, 0755);
              call("chdir", name);
            }
            int fd = (int) call("open", PathBytes.of("bottom"), O_CREAT | O_RDWR, 0644);
            call("fchmod", fd, 0600);
            call("rename", PathBytes.of("bottom"), PathBytes.of("../up"));
            call("close", fd);
            return call("chdir", PathBytes.of("/"));
          });
    }
    mounted.assertReplicated();
  }

  @Test
  void endsAtItsEdge() {
    byte[] outside = path(mounted.base(), "outside");
    byte[] inside = path(mounted.directory(), "inside");
    call("close", (int) call("open", outside, O_CREAT | O_RDWR, 0644));
    call("close", (int) call("open", inside, O_CREAT | O_RDWR, 0644));
    byte[] out = path(mounted.base(), "moved");
    byte[] in = path(mounted.directory(), "moved");
    assertThat(CLibrary.call("rename", outside, in)).isEqualTo(-Errno.EXDEV);
    assertThat(CLibrary.call("rename", inside, out)).isEqualTo(-Errno.EXDEV);
    assertThat(CLibrary.call("link", outside, in)).isEqualTo(-Errno.EXDEV);
    assertThat(CLibrary.call("link", inside, out)).isEqualTo(-Errno.EXDEV);
    assertThat(CLibrary.call("rmdir", PathBytes.of(mounted.directory()))).isEqualTo(-Errno.EBUSY);
    assertThat(CLibrary.call("rename", PathBytes.of(mounted.directory()), out))
        .isEqualTo(-Errno.EBUSY);
    mounted.assertReplicated();
  }
}
