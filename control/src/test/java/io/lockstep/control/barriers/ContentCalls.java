package io.lockstep.control.barriers;

import static io.lockstep.control.barriers.Scene.CONTENT_BYTES;
import static io.lockstep.control.barriers.Scene.FILE;
import static io.lockstep.node.posix.SystemCallException.check;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Calls by which content becomes safe, or another one. */
final class ContentCalls {
  private static final int SOME_BYTES = 10_000;

  /** After so many equal rounds a file is synced on the peer before it is asked for. */
  private static final int HABIT = 4;

  private static final int PUNCH =
      Descriptors.FALLOC_FL_PUNCH_HOLE | Descriptors.FALLOC_FL_KEEP_SIZE;

  private ContentCalls() {}

  /** In mode {@code strict} what a close would wait for is over. */
  static List<SystemCall> barrier() {
    return List.of(
        new SystemCall("close", ContentCalls::writeOnly, Scene::closeFile, ContentCalls::isThere),
        new SystemCall(
            "close behind a new time",
            Scene::writeInTheSameTick,
            Scene::closeFile,
            ContentCalls::isThere),
        new SystemCall(
            "fdatasync that the peer expects",
            scene -> {
              writeOnly(scene);
              for (int i = 0; i < HABIT; i++) {
                scene.writeZeros();
                check("fdatasync", Descriptors.fdatasync(scene.file()));
              }
              scene.write();
            },
            scene -> check("fdatasync", Descriptors.fdatasync(scene.file())),
            ContentCalls::isThere));
  }

  /** In mode {@code barrier} the kernel keeps the pages back. */
  static List<SystemCall> strict() {
    return List.of(
        new SystemCall("write", scene -> scene.create(0), Scene::write, ContentCalls::isThere),
        new SystemCall("munmap", ContentCalls::store, Scene::unmap, ContentCalls::isThere),
        new SystemCall(
            "copy_file_range",
            scene -> scene.finished("source"),
            scene -> Files.copy(scene.path("source"), scene.path(FILE)),
            ContentCalls::isThere));
  }

  static List<SystemCall> both() {
    return List.of(
        new SystemCall(
            "fsync",
            ContentCalls::writeOnly,
            scene -> check("fsync", Descriptors.fsync(scene.file())),
            ContentCalls::isThere),
        new SystemCall(
            "fdatasync",
            ContentCalls::writeOnly,
            scene -> check("fdatasync", Descriptors.fdatasync(scene.file())),
            ContentCalls::isThere),
        new SystemCall(
            "fdatasync by another descriptor",
            scene -> {
              writeOnly(scene);
              scene.open(FILE, OpenFlags.O_WRONLY);
            },
            scene -> check("fdatasync", Descriptors.fdatasync(scene.file())),
            ContentCalls::isThere),
        written("O_SYNC write", OpenFlags.O_SYNC),
        written("O_DSYNC write", OpenFlags.O_DSYNC),
        written("O_DIRECT write", OpenFlags.O_DIRECT),
        new SystemCall(
            "msync(MS_SYNC)", ContentCalls::store, Scene::syncMapping, ContentCalls::isThere),
        new SystemCall(
            "truncate",
            scene -> {
              scene.finished(FILE);
              scene.open(FILE, OpenFlags.O_RDWR);
            },
            scene -> check("ftruncate", Descriptors.ftruncate(scene.file(), SOME_BYTES)),
            (directory, scene) -> hasSize(directory, SOME_BYTES)),
        new SystemCall(
            "truncate to more",
            scene -> scene.create(0),
            scene -> check("ftruncate", Descriptors.ftruncate(scene.file(), SOME_BYTES)),
            (directory, scene) -> hasSize(directory, SOME_BYTES)),
        new SystemCall(
            "O_TRUNC",
            scene -> scene.finished(FILE),
            scene -> scene.open(FILE, OpenFlags.O_RDWR | OpenFlags.O_TRUNC),
            (directory, scene) -> hasSize(directory, 0)),
        new SystemCall(
            "fallocate",
            scene -> scene.create(0),
            scene -> check("fallocate", Descriptors.fallocate(scene.file(), 0, 0, CONTENT_BYTES)),
            (directory, scene) -> hasSize(directory, CONTENT_BYTES)),
        new SystemCall(
            "fallocate that punches",
            scene -> {
              scene.finished(FILE);
              scene.open(FILE, OpenFlags.O_RDWR);
            },
            scene -> check("fallocate", Descriptors.fallocate(scene.file(), PUNCH, 0, SOME_BYTES)),
            (directory, scene) ->
                assertThat(Files.readAllBytes(directory.resolve(FILE)))
                    .startsWith(new byte[SOME_BYTES])
                    .hasSize(CONTENT_BYTES)));
  }

  private static SystemCall written(String name, int flags) {
    return new SystemCall(name, scene -> scene.create(flags), Scene::write, ContentCalls::isThere);
  }

  /** Behind these, a kernel that may keeps the pages back. */
  static void writeOnly(Scene scene) throws IOException {
    scene.create(0);
    scene.write();
  }

  private static void store(Scene scene) throws IOException {
    scene.map();
    scene.store();
  }

  static void isThere(Path directory, Scene scene) throws IOException {
    assertThat(Files.readAllBytes(directory.resolve(FILE))).isEqualTo(scene.content());
  }

  private static void hasSize(Path directory, long bytes) {
    assertThat(directory.resolve(FILE)).hasSize(bytes);
  }
}
