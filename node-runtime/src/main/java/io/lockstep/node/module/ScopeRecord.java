package io.lockstep.node.module;

import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Remembers which names were not replicated when this copy was last known to be complete: a file
 * with the patterns, one in each line. A copy of a time with other patterns may lack, or hold an
 * old state of, what is replicated now. Role thread.
 */
final class ScopeRecord {

  private final Path file;
  private final Exclusion now;
  private boolean confirmed;

  private ScopeRecord(Path file, Exclusion now, boolean confirmed) {
    this.file = file;
    this.now = now;
    this.confirmed = confirmed;
  }

  /** Before there was such a file, nothing could be excluded. */
  static ScopeRecord read(Path file, Exclusion now) {
    return new ScopeRecord(file, now, Arrays.equals(bytes(now), left(file)));
  }

  /** Whatever it holds: anything but the patterns of now costs a comparison, no more. */
  private static byte[] left(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return bytes(Exclusion.NONE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static byte[] bytes(Exclusion exclusion) {
    return exclusion.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the copy is complete in what is replicated now. */
  boolean isConfirmed() {
    return confirmed;
  }

  /**
   * It is. Durable before it is believed; a crash in between costs one comparison more.
   *
   * @throws UncheckedIOException if the file cannot be written; nothing is believed then
   */
  void confirm() {
    if (confirmed) {
      return;
    }
    try {
      Path next = file.resolveSibling(file.getFileName() + ".new");
      write(next);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    confirmed = true;
  }

  private void write(Path next) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(bytes(now));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private void syncDirectory() throws IOException {
    try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
