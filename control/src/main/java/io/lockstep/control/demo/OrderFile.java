package io.lockstep.control.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Orders in a file, one a line, each on disk before {@link #append} returns. Not safe for several
 * threads.
 */
public final class OrderFile implements AutoCloseable {
  private final FileChannel channel;

  private OrderFile(FileChannel channel) {
    this.channel = channel;
  }

  /** What a file holds. {@code validBytes} is where a torn last line begins, or the file's end. */
  public record Content(List<Order> orders, long validBytes) {}

  /**
   * Opens or makes a file, and cuts a torn last line.
   *
   * @param existing receives what the file held
   */
  public static OrderFile open(Path file, List<Order> existing) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      Content content = read(file);
      if (content.validBytes() < channel.size()) {
        channel.truncate(content.validBytes());
        channel.force(true);
      }
      channel.position(content.validBytes());
      existing.addAll(content.orders());
      return new OrderFile(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException also when a line is damaged that is not the last one
   */
  public static Content read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<Order> orders = new ArrayList<>();
    int begin = 0;
    while (begin < bytes.length) {
      int end = lineEnd(bytes, begin);
      Optional<Order> order =
          end < bytes.length
              ? Order.parse(new String(bytes, begin, end - begin, StandardCharsets.UTF_8))
              : Optional.empty();
      if (order.isEmpty()) {
        requireLast(file, bytes, end, orders.size() + 1);
        break;
      }
      orders.add(order.get());
      begin = end + 1;
    }
    return new Content(orders, begin);
  }

  private static int lineEnd(byte[] bytes, int begin) {
    int end = begin;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  private static void requireLast(Path file, byte[] bytes, int end, int line) throws IOException {
    if (end + 1 < bytes.length) {
      throw new IOException(
          "%s: expected an order with a fitting checksum in line %d, found other bytes and more lines behind; restore the file"
              .formatted(file, line));
    }
  }

  /** Adds an order; when this returns it is on disk. */
  public void append(Order order) throws IOException {
    ByteBuffer line = ByteBuffer.wrap((order.line() + "\n").getBytes(StandardCharsets.UTF_8));
    while (line.hasRemaining()) {
      channel.write(line);
    }
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
