package io.lockstep.node.module;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application that knows at every moment what its directory must hold, and ends with an error as
 * soon as anything else is there: {@code ResumeLoad <directory> <threads> <seed> <progress>}. Runs
 * until the file {@code <progress>/stop} is there.
 */
final class ResumeLoad {

  private static final Logger LOG = LoggerFactory.getLogger(ResumeLoad.class);
  private static final int RECORD_BYTES = 8;

  private final Path directory;
  private final Random random;
  private final FileChannel log;
  private final FileChannel nameless;
  private long steps;
  private long records;

  private ResumeLoad(Path directory, long seed) throws IOException {
    this.directory = Files.createDirectory(directory);
    this.random = new Random(seed);
    this.log = FileChannel.open(directory.resolve("log"), CREATE, APPEND);
    Path gone = directory.resolve("gone");
    this.nameless = FileChannel.open(gone, CREATE_NEW, READ, WRITE);
    Files.delete(gone);
  }

  public static void main(String[] arguments) throws Exception {
    Path progress = Path.of(arguments[3]);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      ResumeLoad load =
          new ResumeLoad(Path.of(arguments[0], "w" + i), Long.parseLong(arguments[2]) + i);
      Path own = progress.resolve("steps." + i);
      threads.add(Thread.ofPlatform().start(() -> load.run(own, progress.resolve("stop"))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void run(Path own, Path stop) {
    try {
      while (!Files.exists(stop)) {
        step();
        steps++;
        Files.writeString(own, Long.toString(steps));
      }
      check();
    } catch (Throwable failure) {
      LOG.error("{} after {} steps", directory, steps, failure);
      Runtime.getRuntime().halt(1);
    }
  }

  private void step() throws IOException {
    switch (random.nextInt(7)) {
      case 0 -> directories();
      case 1 -> replace();
      case 2 -> links();
      case 3 -> append();
      case 4 -> namelessFile();
      case 5 -> rewrite();
      default -> attributes();
    }
  }

  private void directories() throws IOException {
    Path first = directory.resolve("d" + random.nextInt(4));
    Files.createDirectory(first);
    Path second = directory.resolve("renamed");
    Files.move(first, second);
    Files.delete(second);
  }

  private void replace() throws IOException {
    Path temporary = directory.resolve("temporary");
    byte[] content = new byte[1 + random.nextInt(20_000)];
    random.nextBytes(content);
    Files.write(temporary, content, CREATE_NEW, WRITE);
    Path name = directory.resolve("replaced");
    Files.move(temporary, name, StandardCopyOption.ATOMIC_MOVE);
    require(Arrays.equals(Files.readAllBytes(name), content), "another content");
  }

  private void links() throws IOException {
    Path hard = directory.resolve("hard");
    Files.createLink(hard, directory.resolve("log"));
    Files.delete(hard);
    Path symbolic = directory.resolve("symbolic");
    Files.createSymbolicLink(symbolic, Path.of("log"));
    Files.delete(symbolic);
  }

  private void append() throws IOException {
    ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES).putLong(records).flip();
    log.write(record);
    records++;
    require(log.size() == records * RECORD_BYTES, "the log has " + log.size());
  }

  /** A file that nothing but this process leads to. */
  private void namelessFile() throws IOException {
    long value = random.nextLong();
    ByteBuffer buffer = ByteBuffer.allocate(RECORD_BYTES).putLong(value).flip();
    long at = random.nextInt(1000) * (long) RECORD_BYTES;
    nameless.write(buffer, at);
    buffer.clear();
    nameless.read(buffer, at);
    require(buffer.getLong(0) == value, "another content without a name");
    Path another = directory.resolve("another");
    try (FileChannel channel =
        FileChannel.open(another, CREATE_NEW, READ, WRITE, DELETE_ON_CLOSE)) {
      channel.write(buffer.clear(), 0);
    }
  }

  private void rewrite() throws IOException {
    Path file = directory.resolve("rewritten");
    try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
      ByteBuffer block = ByteBuffer.allocate(4096);
      random.nextBytes(block.array());
      long at = random.nextInt(64) * 4096L;
      channel.write(block, at);
      channel.force(random.nextBoolean());
      ByteBuffer read = ByteBuffer.allocate(4096);
      channel.read(read, at);
      require(read.flip().equals(block.flip()), "another block");
    }
  }

  private void attributes() throws IOException {
    Path file = directory.resolve("attributes");
    Files.createFile(file);
    Files.setAttribute(file, "user:mark", ByteBuffer.wrap(new byte[] {1, 2, 3}));
    Files.setAttribute(file, "unix:mode", 0640);
    require(((Integer) Files.getAttribute(file, "unix:mode") & 07777) == 0640, "another mode");
    Files.delete(file);
  }

  private void check() throws IOException {
    byte[] content = Files.readAllBytes(directory.resolve("log"));
    require(content.length == records * RECORD_BYTES, "the log has another size");
    ByteBuffer all = ByteBuffer.wrap(content);
    for (long i = 0; i < records; i++) {
      require(all.getLong() == i, "the log's record " + i);
    }
    try (Stream<Path> entries = Files.list(directory)) {
      List<String> unexpected =
          entries
              .map(path -> path.getFileName().toString())
              .filter(name -> !List.of("log", "replaced", "rewritten").contains(name))
              .toList();
      require(unexpected.isEmpty(), "unexpected " + unexpected);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
