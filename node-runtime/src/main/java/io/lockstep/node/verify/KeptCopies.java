package io.lockstep.node.verify;

import io.lockstep.journal.op.Name;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.reintegration.TreePath;
import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.FileHandle;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a mirror had before it was healed: below one directory, for each verification a list of what
 * was there and files with the bytes. Never more than a bound altogether; a human removes what is
 * not needed any more. Safe for all threads.
 *
 * <pre>
 * ID/list      a line for each entry: number, replicated directory, path, what, offset, bytes
 * ID/NUMBER    the bytes, if it was a regular file
 * </pre>
 */
public final class KeptCopies {

  private static final int BUFFER_BYTES = 1 << 20;

  /** A sixteenth of the disk is left alone. */
  private static final int RESERVED_PART = 16;

  private static final int ENTRY = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;
  private static final int READ =
      OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NOATIME | OpenFlags.O_CLOEXEC;
  private static final int DIRECTORY = READ | OpenFlags.O_DIRECTORY;

  private final Path directory;
  private final long maxBytes;
  private final Examiner examiner;
  private final BackingTree tree;
  private final EntryReader reader = new EntryReader(true);

  /**
   * Copies below a directory, which is made when the first is kept.
   *
   * @param maxBytes how much there may be altogether
   */
  public KeptCopies(Path directory, long maxBytes, BackingTree tree, Examiner examiner) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.tree = tree;
    this.examiner = examiner;
  }

  /** The answer to a question that asks for something to be kept. */
  public byte[] answer(byte[] bytes) {
    Question question = VerifyCodec.question(bytes);
    Finding finding =
        question.subject() instanceof Subject.Keep keep
            ? keep(question.directory(), keep)
            : new Finding.Unable("expected something to keep");
    return VerifyCodec.encode(new Answer(question.number(), finding));
  }

  /** Kept, on disk; or the reason why not. */
  synchronized Finding keep(TreePath path, Subject.Keep what) {
    try {
      FileHandle above = examiner.find(path);
      int fd = above == null ? -1 : tree.openRead(above, DIRECTORY);
      if (fd >= 0) {
        try (Batch batch = new Batch(place(what.verification()))) {
          batch.keep(new Spot(above, path), fd, what.name(), what.offset(), what.length());
          batch.sync();
        } finally {
          Descriptors.close(fd);
        }
      }
      return new Finding.Kept();
    } catch (IOException | RuntimeException e) {
      return new Finding.Unable(e.toString());
    }
  }

  /** Ids are UUIDs: nothing else leads to a place. */
  private Path place(String verification) throws IOException {
    return Files.createDirectories(directory.resolve(UUID.fromString(verification).toString()));
  }

  private long keptBytes() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** What one question has kept. */
  private final class Batch implements AutoCloseable {

    private final Path place;
    private final FileChannel list;
    private long number;
    private long roomBytes;

    Batch(Path place) throws IOException {
      this.place = place;
      this.roomBytes = maxBytes - keptBytes();
      Path lines = place.resolve("list");
      this.number = Files.exists(lines) ? Files.readAllLines(lines).size() : 0;
      this.list =
          FileChannel.open(
              place.resolve("list"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void keep(Spot spot, int directoryFd, Name name, long offset, long length) throws IOException {
      int fd = Descriptors.openat(directoryFd, name.bytes(), ENTRY, 0);
      if (fd < 0) {
        return;
      }
      EntryState state;
      try {
        state = reader.read(fd);
      } finally {
        Descriptors.close(fd);
      }
      number++;
      long bytes = state.isRegular() ? content(directoryFd, name, offset, length) : 0;
      note(spot, name, state, offset, bytes);
      if (state.isDirectory() && length > 0) {
        inside(spot, directoryFd, name);
      }
    }

    private void inside(Spot spot, int directoryFd, Name name) throws IOException {
      int fd =
          SystemCallException.check(
              "open directory", Descriptors.openat(directoryFd, name.bytes(), DIRECTORY, 0));
      try {
        for (byte[] entry : Dirent.list(fd)) {
          keep(spot.child(null, name), fd, Name.of(entry), 0, Long.MAX_VALUE);
        }
      } finally {
        Descriptors.close(fd);
      }
    }

    private long content(int directoryFd, Name name, long offset, long length) throws IOException {
      int fd =
          SystemCallException.check(
              "open file", Descriptors.openat(directoryFd, name.bytes(), READ, 0));
      try {
        Stat stat = new Stat();
        SystemCallException.check("statx", stat.read(fd));
        long bytes = Math.min(length, Math.max(0, stat.size() - offset));
        return bytes == 0 ? 0 : copy(fd, offset, bytes);
      } finally {
        Descriptors.close(fd);
      }
    }

    private long copy(int fd, long offset, long bytes) throws IOException {
      takeRoom(bytes);
      try (FileChannel to =
              FileChannel.open(
                  place.resolve(Long.toString(number)),
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE);
          Arena arena = Arena.ofConfined()) {
        copy(fd, offset, bytes, to, arena.allocate(BUFFER_BYTES, Long.BYTES));
        to.force(true);
        return to.size();
      }
    }

    /** This disk has the journal too: what is left of it must stay enough for that. */
    private void takeRoom(long bytes) throws IOException {
      FileStore disk = Files.getFileStore(place);
      long spareBytes = disk.getUsableSpace() - disk.getTotalSpace() / RESERVED_PART;
      long foundBytes = Math.max(0, Math.min(roomBytes, spareBytes));
      if (bytes > foundBytes) {
        throw new IOException(
            "expected room for %d bytes, found room for %d of at most %d: remove what is not needed below %s"
                .formatted(bytes, foundBytes, maxBytes, directory));
      }
      roomBytes -= bytes;
    }

    private static void copy(int fd, long offset, long bytes, FileChannel to, MemorySegment buffer)
        throws IOException {
      long done = 0;
      while (done < bytes) {
        long wanted = Math.min(bytes - done, buffer.byteSize());
        long read =
            SystemCallException.check(
                "pread", Descriptors.pread(fd, buffer, wanted, offset + done));
        if (read == 0) {
          return;
        }
        write(to, buffer.asSlice(0, read).asByteBuffer());
        done += read;
      }
    }

    private void note(Spot spot, Name name, EntryState state, long offset, long bytes)
        throws IOException {
      String line =
          "%d %d %s mode=%o owner=%d:%d size=%d mtime=%d offset=%d bytes=%d%n"
              .formatted(
                  number,
                  spot.path().root(),
                  spot.words(name),
                  state.mode(),
                  state.uid(),
                  state.gid(),
                  state.size(),
                  state.mtimeNanos(),
                  offset,
                  bytes);
      write(list, ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void write(FileChannel to, ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
    }

    /** The list names only what is on the disk, and the directories what is in them. */
    void sync() throws IOException {
      list.force(true);
      syncDirectory(place);
      syncDirectory(directory);
      syncDirectory(directory.toAbsolutePath().getParent());
    }

    private static void syncDirectory(Path path) throws IOException {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }

    @Override
    public void close() throws IOException {
      list.close();
    }
  }
}
