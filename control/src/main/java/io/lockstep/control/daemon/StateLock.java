package io.lockstep.control.daemon;

import io.lockstep.node.config.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes this process the only user of a state directory, by fcntl(2) on {@code daemon.lock}, which
 * the kernel releases however the process ends. The file holds the process id for people.
 */
final class StateLock implements AutoCloseable {

  private final FileChannel channel;

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock without waiting.
   *
   * @throws IOException with one line when another process has it
   */
  static StateLock take(Path stateDirectory) throws IOException {
    Path file = stateDirectory.resolve("daemon.lock");
    FileChannel channel = open(file);
    try {
      if (tryLock(channel) == null) {
        throw new IOException(
            "state-directory: another daemon (process %s) uses %s; stop it first"
                .formatted(Files.readString(file).strip(), stateDirectory));
      }
      String pid = ProcessHandle.current().pid() + "\n";
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      return new StateLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IOException(
          "state-directory: expected a directory that can be written, found "
              + FileFailure.words(e),
          e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
