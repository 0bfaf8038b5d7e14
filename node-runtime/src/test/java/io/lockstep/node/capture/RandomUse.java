package io.lockstep.node.capture;

import io.lockstep.node.posix.CLibrary;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A program that uses files at random and knows what must be in them (in the manner of fsx): {@code
 * RandomUse <directory> <seed> <steps>}. Ends with an exception at the first difference.
 */
final class RandomUse {

  private static final int MAX_FILE_BYTES = 200_000;
  private static final int MAX_WRITE_BYTES = 20_000;
  private static final int MAX_FILES = 12;

  private final Path directory;
  private final Random random;
  private final List<Model> files = new ArrayList<>();
  private int names;

  private RandomUse(Path directory, long seed) {
    this.directory = directory;
    this.random = new Random(seed);
  }

  /** What must be in an open file; {@code names} are its names. */
  private static final class Model {
    final FileChannel channel;
    final List<Path> names = new ArrayList<>();
    byte[] content = {};

    Model(FileChannel channel) {
      this.channel = channel;
    }
  }

  public static void main(String[] arguments) throws IOException {
    RandomUse use = new RandomUse(Path.of(arguments[0]), Long.parseLong(arguments[1]));
    for (int step = 0; step < Integer.parseInt(arguments[2]); step++) {
      try {
        use.step();
      } catch (IOException | RuntimeException e) {
        throw new IllegalStateException("step " + step + " of seed " + arguments[1] + " failed", e);
      }
    }
    for (Model file : use.files) {
      use.check(file);
      file.channel.force(true);
      file.channel.close();
    }
  }

  private void step() throws IOException {
    if (files.size() < 3) {
      create();
      return;
    }
    Model file = files.get(random.nextInt(files.size()));
    switch (random.nextInt(20)) {
      case 0 -> create();
      case 1, 2, 3 -> write(file, random.nextInt(MAX_FILE_BYTES));
      case 4 -> write(file, file.content.length);
      case 5 -> truncate(file);
      case 6, 7 -> map(file);
      case 8 -> check(file);
      case 9 -> rename(file);
      case 10 -> link(file);
      case 11 -> unlink(file);
      case 12 -> unnamed();
      case 13 -> append(file);
      case 14 -> clear(file, Descriptors.FALLOC_FL_PUNCH_HOLE);
      case 15 -> clear(file, Descriptors.FALLOC_FL_ZERO_RANGE);
      case 16 -> allocate(file);
      case 17, 18 -> copyRange(file);
      default -> reopen(file);
    }
  }

  private Path freshName() throws IOException {
    Path parent = directory.resolve("d" + random.nextInt(4));
    Files.createDirectories(parent);
    return parent.resolve("f" + names++);
  }

  private void create() throws IOException {
    if (files.size() < MAX_FILES) {
      Path path = freshName();
      Model file = new Model(open(path, StandardOpenOption.CREATE_NEW));
      file.names.add(path);
      files.add(file);
    }
  }

  private static FileChannel open(Path path, StandardOpenOption... more) throws IOException {
    StandardOpenOption[] options = Arrays.copyOf(more, more.length + 2);
    options[more.length] = StandardOpenOption.READ;
    options[more.length + 1] = StandardOpenOption.WRITE;
    return FileChannel.open(path, options);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[1 + random.nextInt(MAX_WRITE_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  private void write(Model file, int offset) throws IOException {
    byte[] bytes = bytes();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      file.channel.write(buffer, offset + buffer.position());
    }
    put(file, offset, bytes);
  }

  private static void put(Model file, int offset, byte[] bytes) {
    int size = Math.max(file.content.length, offset + bytes.length);
    file.content = Arrays.copyOf(file.content, size);
    System.arraycopy(bytes, 0, file.content, offset, bytes.length);
  }

  private void truncate(Model file) throws IOException {
    int size = random.nextInt(MAX_FILE_BYTES);
    file.channel.truncate(size);
    file.content = Arrays.copyOf(file.content, Math.min(size, file.content.length));
  }

  private void map(Model file) throws IOException {
    if (file.content.length == 0) {
      return;
    }
    int offset = random.nextInt(file.content.length);
    byte[] bytes = bytes();
    byte[] fitting = Arrays.copyOf(bytes, Math.min(bytes.length, file.content.length - offset));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment map = file.channel.map(MapMode.READ_WRITE, 0, file.content.length, arena);
      map.asSlice(offset, fitting.length).copyFrom(MemorySegment.ofArray(fitting));
      if (random.nextBoolean()) {
        map.force();
      }
    }
    put(file, offset, fitting);
  }

  /** Through a descriptor of its own: the kernel finds the end of the file. */
  private void append(Model file) throws IOException {
    if (file.names.isEmpty()) {
      return;
    }
    byte[] bytes = bytes();
    try (FileChannel end = FileChannel.open(file.names.getFirst(), StandardOpenOption.APPEND)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        end.write(buffer);
      }
    }
    put(file, file.content.length, bytes);
  }

  /** Makes zeros, which never move the end. */
  private void clear(Model file, int mode) {
    int offset = random.nextInt(MAX_FILE_BYTES);
    int length = 1 + random.nextInt(MAX_WRITE_BYTES);
    if (fallocate(file, mode | Descriptors.FALLOC_FL_KEEP_SIZE, offset, length)) {
      int end = Math.min(file.content.length, offset + length);
      Arrays.fill(file.content, Math.min(offset, end), end, (byte) 0);
    }
  }

  private void allocate(Model file) {
    int offset = random.nextInt(MAX_FILE_BYTES);
    int length = 1 + random.nextInt(MAX_WRITE_BYTES);
    if (fallocate(file, 0, offset, length)) {
      file.content = Arrays.copyOf(file.content, Math.max(file.content.length, offset + length));
    }
  }

  private static boolean fallocate(Model file, int mode, long offset, long length) {
    int fd = descriptor(file);
    if (fd < 0) {
      return false;
    }
    try {
      SystemCallException.check("fallocate", Descriptors.fallocate(fd, mode, offset, length));
      return true;
    } finally {
      Descriptors.close(fd);
    }
  }

  /** A further descriptor of a file that has a name, or -1. */
  private static int descriptor(Model file) {
    return file.names.isEmpty()
        ? -1
        : SystemCallException.check(
            "open", Descriptors.open(PathBytes.of(file.names.getFirst()), OpenFlags.O_RDWR, 0));
  }

  /** copy_file_range(2) from one file to another. */
  private void copyRange(Model to) throws IOException {
    Model from = files.get(random.nextInt(files.size()));
    if (from == to || from.content.length == 0) {
      return;
    }
    int offset = random.nextInt(from.content.length);
    int length = 1 + random.nextInt(MAX_WRITE_BYTES);
    byte[] bytes =
        Arrays.copyOfRange(from.content, offset, Math.min(from.content.length, offset + length));
    int target = random.nextInt(MAX_FILE_BYTES);
    int in = descriptor(from);
    int out = descriptor(to);
    try {
      if (in >= 0 && out >= 0) {
        copyRange(in, offset, out, target, bytes.length);
        put(to, target, bytes);
      }
    } finally {
      close(in);
      close(out);
    }
  }

  private static void close(int fd) {
    if (fd >= 0) {
      Descriptors.close(fd);
    }
  }

  private static void copyRange(int in, long offset, int out, long target, long length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offsets = arena.allocateFrom(ValueLayout.JAVA_LONG, offset, target);
      MemorySegment behind = offsets.asSlice(Long.BYTES);
      long done = 0;
      while (done < length) {
        done +=
            SystemCallException.check(
                "copy_file_range",
                CLibrary.call("copy_file_range", in, offsets, out, behind, length - done, 0));
      }
    }
  }

  private void check(Model file) throws IOException {
    if (file.channel.size() != file.content.length) {
      throw new IllegalStateException(
          "size of %s: expected %d, found %d"
              .formatted(file.names, file.content.length, file.channel.size()));
    }
    ByteBuffer found = ByteBuffer.allocate(file.content.length);
    while (found.hasRemaining() && file.channel.read(found, found.position()) > 0) {
      // Until all is read.
    }
    int difference = Arrays.mismatch(found.array(), file.content);
    if (difference >= 0) {
      throw new IllegalStateException(file.names + ": content differs at " + difference);
    }
  }

  private void rename(Model file) throws IOException {
    if (file.names.isEmpty()) {
      return;
    }
    Path from = file.names.removeLast();
    Model other = files.get(random.nextInt(files.size()));
    if (random.nextBoolean() && other != file && !other.names.isEmpty()) {
      Path to = other.names.removeFirst();
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      file.names.add(to);
    } else {
      Path to = freshName();
      Files.move(from, to);
      file.names.add(to);
    }
  }

  private void link(Model file) throws IOException {
    if (!file.names.isEmpty()) {
      Path name = freshName();
      Files.createLink(name, file.names.getFirst());
      file.names.add(name);
    }
  }

  /** The file stays open, and perhaps has other names. */
  private void unlink(Model file) throws IOException {
    if (!file.names.isEmpty()) {
      Files.delete(file.names.remove(random.nextInt(file.names.size())));
    } else if (files.size() > 4) {
      file.channel.close();
      files.remove(file);
    }
  }

  private void reopen(Model file) throws IOException {
    if (!file.names.isEmpty()) {
      file.channel.close();
      Model again = new Model(open(file.names.getFirst()));
      again.names.addAll(file.names);
      again.content = file.content;
      files.set(files.indexOf(file), again);
    }
  }

  /** A file is written before it has a name (O_TMPFILE), then gets one. */
  private void unnamed() throws IOException {
    if (files.size() >= MAX_FILES) {
      return;
    }
    Path path = freshName();
    byte[] bytes = bytes();
    int fd =
        SystemCallException.check(
            "O_TMPFILE",
            Descriptors.open(
                PathBytes.of(path.getParent()), OpenFlags.O_TMPFILE | OpenFlags.O_RDWR, 0640));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(bytes.length);
      data.copyFrom(MemorySegment.ofArray(bytes));
      SystemCallException.check("pwrite", Descriptors.pwrite(fd, data, bytes.length, 0));
      SystemCallException.check(
          "linkat",
          Directories.linkat(
              fd,
              new byte[0],
              Descriptors.AT_FDCWD,
              PathBytes.of(path),
              Directories.AT_EMPTY_PATH));
    } finally {
      Descriptors.close(fd);
    }
    Model file = new Model(open(path));
    file.names.add(path);
    file.content = bytes;
    files.add(file);
  }
}
