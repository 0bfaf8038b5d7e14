package io.lockstep.node.verify;

import io.lockstep.journal.op.Name;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What one question has a mirror keep: all of it, or nothing. One thread. */
final class KeptBatch implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 20;

  private static final int ENTRY = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;
  private static final int READ =
      OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NOATIME | OpenFlags.O_CLOEXEC;

  /** A directory to list. */
  static final int DIRECTORY = READ | OpenFlags.O_DIRECTORY;

  private final EntryReader reader = new EntryReader(true);
  private final KeptPlace place;
  private final FileChannel list;
  private final long listBytesBefore;
  private final long numberBefore;
  private final long usedBytesBefore;

  KeptBatch(KeptPlace place) throws IOException {
    this.place = place;
    this.numberBefore = place.number();
    this.usedBytesBefore = place.usedBytes();
    this.list =
        FileChannel.open(place.list(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    this.listBytesBefore = list.size();
  }

  /** The entry, its bytes, and with a length more than 0 what is in it. Absent: nothing. */
  void keep(Spot spot, int directoryFd, Name name, long offset, long length) throws IOException {
    int fd = Descriptors.openat(directoryFd, name.bytes(), ENTRY, 0);
    if (fd == -Errno.ENOENT) {
      return;
    }
    SystemCallException.check("open entry", fd);
    EntryState state;
    try {
      state = reader.read(fd);
    } finally {
      Descriptors.close(fd);
    }
    long number = place.nextNumber();
    long bytes = state.isRegular() ? content(number, directoryFd, name, offset, length) : 0;
    note(number, spot, name, state, offset, bytes);
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

  private long content(long number, int directoryFd, Name name, long offset, long length)
      throws IOException {
    int fd =
        SystemCallException.check(
            "open file", Descriptors.openat(directoryFd, name.bytes(), READ, 0));
    try {
      Stat stat = new Stat();
      SystemCallException.check("statx", stat.read(fd));
      long bytes = Math.min(length, Math.max(0, stat.size() - offset));
      return bytes == 0 ? 0 : copy(number, fd, offset, bytes);
    } finally {
      Descriptors.close(fd);
    }
  }

  private long copy(long number, int fd, long offset, long bytes) throws IOException {
    place.takeRoom(bytes);
    try (FileChannel to =
            FileChannel.open(
                place.file(number), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Arena arena = Arena.ofConfined()) {
      copy(fd, offset, bytes, to, arena.allocate(BUFFER_BYTES, Long.BYTES));
      to.force(true);
      return to.size();
    }
  }

  private static void copy(int fd, long offset, long bytes, FileChannel to, MemorySegment buffer)
      throws IOException {
    long done = 0;
    while (done < bytes) {
      long wanted = Math.min(bytes - done, buffer.byteSize());
      long read =
          SystemCallException.check("pread", Descriptors.pread(fd, buffer, wanted, offset + done));
      if (read == 0) {
        return;
      }
      write(to, buffer.asSlice(0, read).asByteBuffer());
      done += read;
    }
  }

  private void note(
      long number, Spot spot, Name name, EntryState state, long offset, long contentBytes)
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
                contentBytes);
    byte[] encoded = line.getBytes(StandardCharsets.US_ASCII);
    place.takeRoom(encoded.length);
    write(list, ByteBuffer.wrap(encoded));
  }

  private static void write(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  /** The list names only what is on the disk, and the directories what is in them. */
  void sync() throws IOException {
    list.force(true);
    Path all = place.directory().toAbsolutePath().getParent();
    syncDirectory(place.directory());
    syncDirectory(all);
    syncDirectory(all.getParent());
  }

  private static void syncDirectory(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Leaves nothing; what cannot be removed keeps its numbers and its room. */
  void undo(Exception reason) {
    try {
      list.truncate(listBytesBefore);
      for (long number = place.number(); number > numberBefore; number--) {
        Files.deleteIfExists(place.file(number));
      }
      place.goBackTo(numberBefore, usedBytesBefore);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    list.close();
  }
}
