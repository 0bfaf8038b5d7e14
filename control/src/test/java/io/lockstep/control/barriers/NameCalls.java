package io.lockstep.control.barriers;

import static io.lockstep.control.barriers.Scene.FILE;
import static io.lockstep.node.posix.Descriptors.AT_FDCWD;
import static io.lockstep.node.posix.SystemCallException.check;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.OpenFlags;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Calls that change names. */
final class NameCalls {
  static final String OTHER = "other";

  /** S_IFIFO with mode 0600 (stat.h). */
  private static final int FIFO = 0010600;

  private NameCalls() {}

  static List<SystemCall> all() {
    return List.of(
        new SystemCall(
            "open with O_CREAT",
            scene -> {},
            scene -> scene.create(OpenFlags.O_EXCL),
            (directory, scene) -> assertThat(directory.resolve(FILE)).isEmptyFile()),
        new SystemCall(
            "mkdir",
            scene -> {},
            scene -> check("mkdir", Directories.mkdirat(AT_FDCWD, scene.bytes(OTHER), 0700)),
            (directory, scene) -> assertThat(directory.resolve(OTHER)).isEmptyDirectory()),
        new SystemCall(
            "mknod",
            scene -> {},
            scene -> check("mknod", Directories.mknodat(AT_FDCWD, scene.bytes(OTHER), FIFO, 0)),
            (directory, scene) ->
                assertThat(Files.getAttribute(directory.resolve(OTHER), "unix:mode"))
                    .isEqualTo(FIFO)),
        new SystemCall(
            "symlink",
            scene -> {},
            scene ->
                check(
                    "symlink",
                    Directories.symlinkat(
                        "target".getBytes(StandardCharsets.UTF_8), AT_FDCWD, scene.bytes(OTHER))),
            (directory, scene) ->
                assertThat(Files.readSymbolicLink(directory.resolve(OTHER)))
                    .isEqualTo(Path.of("target"))),
        new SystemCall(
            "link",
            scene -> scene.finished(FILE),
            scene ->
                check(
                    "link",
                    Directories.linkat(
                        AT_FDCWD, scene.bytes(FILE), AT_FDCWD, scene.bytes(OTHER), 0)),
            (directory, scene) ->
                assertThat(Files.isSameFile(directory.resolve(FILE), directory.resolve(OTHER)))
                    .isTrue()),
        new SystemCall(
            "link of a file without a name",
            scene -> {
              scene.open(".", OpenFlags.O_RDWR | OpenFlags.O_TMPFILE);
              scene.write();
              check("fsync", Descriptors.fsync(scene.file()));
            },
            NameCalls::giveName,
            ContentCalls::isThere),
        new SystemCall(
            "unlink",
            scene -> scene.finished(FILE),
            scene -> check("unlink", Directories.unlinkat(AT_FDCWD, scene.bytes(FILE), 0)),
            (directory, scene) -> isGone(directory, FILE)),
        new SystemCall(
            "rmdir",
            scene -> Files.createDirectory(scene.path(OTHER)),
            scene ->
                check(
                    "rmdir",
                    Directories.unlinkat(AT_FDCWD, scene.bytes(OTHER), Directories.AT_REMOVEDIR)),
            (directory, scene) -> isGone(directory, OTHER)),
        new SystemCall(
            "rename",
            scene -> scene.finished(OTHER),
            scene -> rename(scene, Directories.RENAME_NOREPLACE),
            NameCalls::isRenamed),
        new SystemCall(
            "rename over another file",
            scene -> {
              Files.writeString(scene.path(FILE), "old");
              scene.finished(OTHER);
            },
            scene -> rename(scene, 0),
            NameCalls::isRenamed),
        new SystemCall(
            "rename that exchanges",
            scene -> {
              Files.writeString(scene.path(FILE), "old");
              scene.finished(OTHER);
            },
            scene -> rename(scene, Directories.RENAME_EXCHANGE),
            (directory, scene) -> {
              ContentCalls.isThere(directory, scene);
              assertThat(directory.resolve(OTHER)).hasContent("old");
            }));
  }

  private static void giveName(Scene scene) {
    check(
        "link",
        Directories.linkat(
            scene.file(), new byte[0], AT_FDCWD, scene.bytes(FILE), Directories.AT_EMPTY_PATH));
  }

  private static void rename(Scene scene, int flags) {
    check(
        "rename",
        Directories.renameat2(AT_FDCWD, scene.bytes(OTHER), AT_FDCWD, scene.bytes(FILE), flags));
  }

  /** Renames {@link Scene#FILE} to {@link #OTHER}. */
  static void moveAway(Scene scene) {
    check(
        "rename",
        Directories.renameat2(AT_FDCWD, scene.bytes(FILE), AT_FDCWD, scene.bytes(OTHER), 0));
  }

  private static void isRenamed(Path directory, Scene scene) throws Exception {
    ContentCalls.isThere(directory, scene);
    isGone(directory, OTHER);
  }

  private static void isGone(Path directory, String name) {
    assertThat(Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS))
        .as("%s exists", name)
        .isFalse();
  }
}
