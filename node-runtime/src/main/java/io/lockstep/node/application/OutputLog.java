package io.lockstep.node.application;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file a process appends its output to, and its rotation: what it holds is copied to {@code
 * name.1} and the file is cut to nothing. The process goes on writing to the same file, since it
 * appends; what it prints between copy and cut is lost.
 */
final class OutputLog {

  private static final int TAIL_BYTES = 1024;
  private static final int MAX_LINE_CHARACTERS = 200;

  private final Path file;
  private final long maxBytes;

  OutputLog(Path file, long maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
  }

  /**
   * Rotates if it has grown beyond the limit; of what is there the newest {@code maxBytes} stay.
   */
  void rotateIfLarge() throws IOException {
    if (!Files.exists(file) || Files.size(file) <= maxBytes) {
      return;
    }
    Path older = file.resolveSibling(file.getFileName() + ".1");
    try (FileChannel from =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel to =
            FileChannel.open(
                older,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      from.transferTo(Math.max(0, from.size() - maxBytes), maxBytes, to);
      from.truncate(0);
    }
  }

  /** Its size now. */
  long bytes() throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** The last line that is not blank, of what came after {@code fromBytes}; empty if none. */
  String lastLine(long fromBytes) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long start = Math.max(channel.size() - TAIL_BYTES, Math.min(fromBytes, channel.size()));
      ByteBuffer tail = ByteBuffer.allocate(TAIL_BYTES);
      channel.read(tail, start);
      String text = new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8);
      String line = text.lines().filter(each -> !each.isBlank()).reduce("", (_, next) -> next);
      return line.substring(0, Math.min(line.length(), MAX_LINE_CHARACTERS)).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
