package io.lockstep.control.surroundings;

import io.lockstep.control.testkit.Commands;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of its own, in an image that is mounted on a directory. */
final class SmallDisk implements AutoCloseable {

  private static final String FILLER = "filler";
  static final String NO_SPACE = "No space left on device";

  private static final int PIECE_BYTES = 64 << 10;

  private final Path mount;

  private SmallDisk(Path mount) {
    this.mount = mount;
  }

  /**
   * Makes a file system in a sparse image and mounts it.
   *
   * @param type such as {@code ext4}, with options of its mkfs
   */
  static SmallDisk ofImage(Path image, String type, int mebibytes, Path mount) throws Exception {
    Commands.require("truncate -s " + mebibytes + "M " + image);
    Commands.require("mkfs." + type + " -q " + image);
    Files.createDirectories(mount);
    Commands.require("mount -o loop " + image + " " + mount);
    return new SmallDisk(mount);
  }

  /** Takes all that is left of it, as somebody else's file there would. */
  void fill() throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (true) {
        out.write(piece);
      }
    } catch (IOException full) {
      if (!NO_SPACE.equals(full.getMessage())) {
        throw full;
      }
    }
  }

  void giveBack() throws IOException {
    Files.delete(filler());
  }

  private Path filler() {
    return mount.resolve(FILLER);
  }

  @Override
  public void close() throws Exception {
    Commands.run(List.of("umount", "-l", mount.toString()));
  }
}
