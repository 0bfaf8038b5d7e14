package io.lockstep.control.surroundings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a synchronisation by state relies on when it compares: a file whose pages were forgotten is
 * read from the disk. Here the disk changes below the page cache, as one does that lost a write.
 */
final class ForgottenPagesTest {

  private static final String CACHED = "what the page cache holds: 7f1d3a";
  private static final String ON_DISK = "what the disk has instead: 52c08e";

  @TempDir Path folder;

  @Test
  void forgottenPagesAreReadFromTheDiskAgain() throws Exception {
    Path image = folder.resolve("image");
    Path mount = folder.resolve("mount");
    try (SmallDisk disk = SmallDisk.ofImage(image, "ext4", 16, mount)) {
      Path file = mount.resolve("f");
      writeAndSync(file);
      changeBelow(image);
      assertThat(file).hasContent(CACHED);
      forget(file);
      assertThat(file).hasContent(ON_DISK);
    }
  }

  private static void writeAndSync(Path file) throws Exception {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(CACHED.getBytes(UTF_8)));
      channel.force(true);
    }
  }

  private static void changeBelow(Path image) throws Exception {
    String bytes = Files.readString(image, ISO_8859_1);
    int at = bytes.indexOf(CACHED);
    assertThat(at).as("position of the file's block in the image").isPositive();
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(ON_DISK.getBytes(UTF_8)), at);
    }
  }

  private static void forget(Path file) {
    int fd = Descriptors.open(file.toString().getBytes(UTF_8), OpenFlags.O_RDONLY, 0);
    assertThat(fd).isPositive();
    try {
      assertThat(Descriptors.forgetPages(fd)).isZero();
    } finally {
      Descriptors.close(fd);
    }
  }
}
