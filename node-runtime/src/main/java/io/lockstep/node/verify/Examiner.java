package io.lockstep.node.verify;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.lockstep.journal.op.Name;
import io.lockstep.node.capture.CapturedDirectories;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.reintegration.TreePath;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.scope.Scope;
import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.Digest;
import io.lockstep.node.tree.FileHandle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Looks at a node's own original files. Both nodes look with the same eyes: what is excluded is
 * passed over, and {@code lost+found} of a root. Safe for all threads; that nobody changes what is
 * looked at is the caller's matter.
 */
public final class Examiner {

  private static final int LISTING_BYTES = 4096;
  private static final int DIRECTORY =
      OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOATIME;
  private static final int ENTRY = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;
  private static final int READ =
      OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NOATIME | OpenFlags.O_CLOEXEC;

  /** What mkfs puts into the root of a file system: belongs to the disk, not to the tree. */
  private static final Name LOST_AND_FOUND = Name.of("lost+found");

  private final BackingTree tree;
  private final Exclusion exclusion;
  private final EntryReader reader;

  public Examiner(BackingTree tree, Exclusion exclusion) {
    this.tree = tree;
    this.exclusion = exclusion;
    // The time of a directory that holds names of this node's own is set in two steps here.
    this.reader = new EntryReader(exclusion.isEmpty());
  }

  /** The answer to a question that came as bytes. */
  public byte[] answer(byte[] bytes) {
    Question question = VerifyCodec.question(bytes);
    Finding finding = examine(question.directory(), question.subject());
    return VerifyCodec.encode(new Answer(question.number(), finding));
  }

  /** Finds the directory by its names; what is not there is found to be absent, not an error. */
  public Finding examine(TreePath directory, Subject subject) {
    try {
      return examine(find(directory), directory, subject);
    } catch (SystemCallException e) {
      return new Finding.Unable(e.getMessage());
    }
  }

  /**
   * The same of a directory that is known; null if there is none.
   *
   * @param path where it is, as far as what is left out depends on it
   */
  Finding examine(FileHandle directory, TreePath path, Subject subject) {
    int fd = directory == null ? -Errno.ENOENT : tree.openRead(directory, DIRECTORY);
    if (fd < 0 && !isGone(fd)) {
      return new Finding.Unable("open directory: " + Errno.name(-fd));
    }
    try {
      return examine(fd, path, subject);
    } catch (SystemCallException e) {
      return new Finding.Unable(e.getMessage());
    } finally {
      if (fd >= 0) {
        Descriptors.close(fd);
      }
    }
  }

  /** A negative descriptor: there is no such directory. */
  private Finding examine(int fd, TreePath path, Subject subject) {
    return switch (subject) {
      case Subject.Itself _ ->
          fd < 0 ? absent(1) : new Finding.States(List.of(reader.read(fd)), reader.xattrNames(fd));
      case Subject.Entries s -> fd < 0 ? absent(s.names().size()) : entries(fd, s.names());
      case Subject.Content s -> fd < 0 ? Finding.Bytes.NONE : content(fd, s);
      case Subject.Listing s -> fd < 0 ? Finding.Names.NONE : listing(fd, path, s.position());
      case Subject.Keep _ -> throw new IllegalArgumentException("expected a question to look at");
    };
  }

  private static Finding absent(int count) {
    return new Finding.States(Collections.nCopies(count, EntryState.ABSENT), List.of());
  }

  /** The directory at these names, or null. */
  FileHandle find(TreePath directory) {
    FileHandle at = tree.rootHandle(directory.root());
    for (Name name : directory.names()) {
      at = at == null ? null : find(at, name);
    }
    return at;
  }

  /** The file at that name, or null. */
  FileHandle find(FileHandle directory, Name name) {
    try {
      return tree.find(directory, name);
    } catch (SystemCallException e) {
      if (isGone(-e.errno())) {
        return null;
      }
      throw e;
    }
  }

  static boolean isGone(int result) {
    return result == -Errno.ENOENT || result == -Errno.ESTALE || result == -Errno.ENOTDIR;
  }

  private Finding entries(int directoryFd, List<Name> names) {
    List<EntryState> states = new ArrayList<>();
    List<String> xattrNames = List.of();
    for (Name name : names) {
      int fd = Descriptors.openat(directoryFd, name.bytes(), ENTRY, 0);
      if (fd == -Errno.ENOENT) {
        states.add(EntryState.ABSENT);
        continue;
      }
      SystemCallException.check("open entry", fd);
      try {
        states.add(reader.read(fd));
        xattrNames = names.size() == 1 ? reader.xattrNames(fd) : List.of();
      } finally {
        Descriptors.close(fd);
      }
    }
    return new Finding.States(states, xattrNames);
  }

  private Finding content(int directoryFd, Subject.Content piece) {
    Finding.States entry = (Finding.States) entries(directoryFd, List.of(piece.name()));
    if (!entry.states().getFirst().isRegular()) {
      // Opening anything else could act on it.
      return Finding.Bytes.NONE;
    }
    int fd =
        SystemCallException.check(
            "open file", Descriptors.openat(directoryFd, piece.name().bytes(), READ, 0));
    try {
      return content(fd, piece.offset(), piece.length());
    } finally {
      Descriptors.close(fd);
    }
  }

  private static Finding content(int fd, long offset, int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(length, Long.BYTES);
      int filled = 0;
      while (filled < length) {
        MemorySegment rest = buffer.asSlice(filled);
        long read = Descriptors.pread(fd, rest, length - filled, offset + filled);
        if (SystemCallException.check("pread", read) == 0) {
          break;
        }
        filled += (int) read;
      }
      byte[] bytes = buffer.asSlice(0, filled).toArray(JAVA_BYTE);
      return filled == 0 ? Finding.Bytes.NONE : new Finding.Bytes(filled, Digest.of(bytes));
    }
  }

  private Finding listing(int fd, TreePath path, long position) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(LISTING_BYTES, Long.BYTES);
      long filled = seek(fd, position) ? fill(fd, buffer) : 0;
      return filled == 0 ? Finding.Names.NONE : names(buffer, filled, path);
    }
  }

  private static long fill(int fd, MemorySegment buffer) {
    return SystemCallException.check(
        "getdents64", Directories.getdents64(fd, buffer, buffer.byteSize()));
  }

  /**
   * False if the directory was removed since it was opened: to ext4 its last positions are then
   * beyond what a file can have.
   */
  private boolean seek(int fd, long position) {
    long at = Descriptors.lseek(fd, position, Descriptors.SEEK_SET);
    if (at == -Errno.EINVAL && reader.isRemoved(fd)) {
      return false;
    }
    SystemCallException.check("lseek", at);
    return true;
  }

  private Finding names(MemorySegment buffer, long filled, TreePath path) {
    Scope scope = exclusion.at(path.names());
    List<Name> names = new ArrayList<>();
    long next = Finding.Names.END;
    for (long at = 0; at < filled; at += Dirent.length(buffer, at)) {
      byte[] name = Dirent.name(buffer, at);
      next = Dirent.nextOffset(buffer, at);
      if (!Dirent.isDot(name) && !isLeftOut(path, scope, Name.of(name))) {
        names.add(Name.of(name));
      }
    }
    return new Finding.Names(names, next);
  }

  /** A provisional name stands for a file that is complete on one node only, for a moment. */
  private static boolean isLeftOut(TreePath directory, Scope scope, Name name) {
    return CapturedDirectories.isProvisional(name)
        || scope.child(name).isExcluded()
        || (directory.names().isEmpty() && name.equals(LOST_AND_FOUND));
  }
}
