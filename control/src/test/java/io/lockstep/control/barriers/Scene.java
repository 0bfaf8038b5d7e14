package io.lockstep.control.barriers;

import static io.lockstep.node.posix.SystemCallException.check;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/**
 * A directory in which one {@link SystemCall} is made, and what the program holds open meanwhile.
 * For one thread at a time.
 */
final class Scene implements AutoCloseable {
  /** Of the file that most calls are about. */
  static final String FILE = "file";

  /** Whole pages, so that it can be written past the page cache too. */
  static final int CONTENT_BYTES = 50 * 4096;

  private static final int PAGE_BYTES = 4096;

  /** The present time (utimensat(2)). */
  private static final long UTIME_NOW = (1L << 30) - 1;

  private static final int ATTEMPTS = 200;

  private final Path directory;
  private final Arena memory = Arena.ofShared();
  private final Arena mapping = Arena.ofShared();
  private final MemorySegment content = memory.allocate(CONTENT_BYTES, PAGE_BYTES);
  private final MemorySegment zeros = memory.allocate(CONTENT_BYTES, PAGE_BYTES);
  private final Deque<Integer> open = new ArrayDeque<>();
  private MemorySegment mapped;

  /**
   * Begins.
   *
   * @param directory empty, on the primary
   * @param seed of the content
   */
  Scene(Path directory, long seed) {
    this.directory = directory;
    byte[] bytes = new byte[CONTENT_BYTES];
    new Random(seed).nextBytes(bytes);
    content.copyFrom(MemorySegment.ofArray(bytes));
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  /** A name below the directory as system calls take it. */
  byte[] bytes(String name) {
    return PathBytes.of(path(name));
  }

  /** What {@link #write} writes. */
  byte[] content() {
    return content.toArray(JAVA_BYTE);
  }

  /** Opens a file, which stays open; it becomes the one that {@link #file} tells. */
  int open(String name, int flags) {
    int fd = check("open", Descriptors.open(bytes(name), flags | OpenFlags.O_CLOEXEC, 0644));
    open.push(fd);
    return fd;
  }

  /** Opens {@link #FILE}, new, for writing. */
  void create(int moreFlags) {
    open(FILE, OpenFlags.O_RDWR | OpenFlags.O_CREAT | moreFlags);
  }

  /** The descriptor opened last. */
  int file() {
    return open.element();
  }

  /** Writes the content to the beginning of {@link #file}. */
  void write() throws IOException {
    write(content);
  }

  /** Writes as much of something else. */
  void writeZeros() throws IOException {
    write(zeros);
  }

  /**
   * Leaves a new file with content that the kernel keeps back, and, as far as that succeeds,
   * nothing else: no size, and no time, since the clock has not moved since that was set.
   */
  void writeInTheSameTick() throws IOException {
    create(0);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      writeZeros();
      check("fsync", Descriptors.fsync(file()));
      check(
          "utimensat",
          Attributes.utimensat(
              Descriptors.AT_FDCWD, bytes(FILE), 0, Attributes.UTIME_OMIT, 0, UTIME_NOW, 0));
      FileTime before = Files.getLastModifiedTime(path(FILE));
      write();
      if (Files.getLastModifiedTime(path(FILE)).equals(before)) {
        return;
      }
    }
  }

  private void write(MemorySegment bytes) throws IOException {
    long written = check("write", Descriptors.pwrite(file(), bytes, CONTENT_BYTES, 0));
    if (written != CONTENT_BYTES) {
      throw new IOException("expected to write %d, found %d".formatted(CONTENT_BYTES, written));
    }
  }

  /** A file that is complete and safe, and not open. */
  void finished(String name) throws IOException {
    open(name, OpenFlags.O_RDWR | OpenFlags.O_CREAT);
    write();
    check("fsync", Descriptors.fsync(file()));
    closeFile();
  }

  /** Closes {@link #file}. */
  void closeFile() {
    check("close", Descriptors.close(open.pop()));
  }

  /** Makes {@link #FILE} as long as the content, and maps it; it is not open any more. */
  void map() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path(FILE).toFile(), "rw")) {
      file.setLength(CONTENT_BYTES);
      mapped = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, CONTENT_BYTES, mapping);
    }
  }

  /** Stores the content into the mapping. */
  void store() {
    mapped.copyFrom(content);
  }

  /** {@code msync(MS_SYNC)}. */
  void syncMapping() {
    mapped.force();
  }

  void unmap() {
    mapping.close();
  }

  /** A node that was killed may answer with errors: nobody is interested any more. */
  @Override
  public void close() {
    open.forEach(Descriptors::close);
    if (mapping.scope().isAlive()) {
      mapping.close();
    }
    memory.close();
  }
}
