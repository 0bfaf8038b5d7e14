package io.lockstep.node.conformance;

import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.posix.CLibrary;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Runs a case's system calls in one directory and writes down what comes of them: each call with
 * its result, and whatever it changed in the tree. One thread, whose current directory this is and
 * which shares its file system attributes (umask, current directory) with no other thread. Texts
 * are bytes, ISO 8859-1.
 */
final class Program implements AutoCloseable {

  /** When {@link #age} sets files' times to: 2001-09-09, a second's billionth on. */
  static final long LONG_AGO = 1_000_000_000L;

  private static final int MAX_SHOWN_BYTES = 48;
  private static final String DESCRIPTORS = "/proc/self/fd/";

  private final Arena arena = Arena.ofConfined();
  private final List<String> lines = new ArrayList<>();
  private final List<Fd> opened = new ArrayList<>();
  private final int directory;
  private Credentials credentials = Credentials.ROOT;
  private SortedMap<String, String> known;
  private final Mode mode;
  private boolean quiet;
  private boolean usesXattrs;

  private Program(int directory, Mode mode) {
    this.directory = directory;
    this.mode = mode;
  }

  /** Begins in an existing empty directory; the mode is that of the mount, on either side. */
  static Program in(Path path, Mode mode) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;
    int fd = SystemCallException.check("open", Descriptors.open(PathBytes.of(path), flags, 0));
    SystemCallException.check("fchdir", CLibrary.call("fchdir", fd));
    Program program = new Program(fd, mode);
    program.known = Snapshot.of(fd, false);
    return program;
  }

  /** What has been written down. */
  List<String> transcript() {
    return List.copyOf(lines);
  }

  /** Does these steps as somebody else. */
  void as(Credentials who, Runnable steps) {
    Credentials before = credentials;
    credentials = who;
    try {
      steps.run();
    } finally {
      credentials = before;
    }
  }

  /** Steps that are made ready, not looked at: they must succeed, and leave no line. */
  void prepare(Consumer<Preparation> steps) {
    steps.accept(new Preparation());
    known = Snapshot.of(directory, usesXattrs);
  }

  /** Steps without a look at the tree after each: for many of them. */
  void quietly(Runnable steps) {
    quiet = true;
    try {
      steps.run();
    } finally {
      quiet = false;
      known = Snapshot.of(directory, usesXattrs);
    }
  }

  /** A C library call; texts are names, {@link Fd}s descriptors. Answers the result or -errno. */
  long call(String function, Object... arguments) {
    return step(described(function, arguments), function, arguments);
  }

  /** The same under a name of its own, for calls with arguments that tell nothing. */
  long step(String description, String function, Object... arguments) {
    long result = silently(function, arguments);
    line(description + " = " + result(result));
    return result;
  }

  /** Opens a file; it is closed at the end of the program. */
  Fd open(String path, int flags, int mode) {
    Object[] arguments = {path, flags | OpenFlags.O_CLOEXEC, mode};
    long result = silently("open", arguments);
    Fd fd = new Fd((int) result, "fd" + opened.size());
    opened.add(fd);
    String shown = "open(%s, 0x%x, 0%o)".formatted(shownPath(path), flags, mode);
    line(shown + " = " + (fd.isOpen() ? fd.label() : result(result)));
    return fd;
  }

  void close(Fd fd) {
    if (opened.remove(fd)) {
      call("close", fd);
    }
  }

  void write(Fd fd, String text) {
    step("write(" + fd + ", " + shown(text) + ")", "write", fd, bytes(text), (long) text.length());
  }

  void write(Fd fd, String text, long offset) {
    step(
        "pwrite(%s, %s, %d)".formatted(fd, shown(text), offset),
        "pwrite",
        fd,
        bytes(text),
        (long) text.length(),
        offset);
  }

  /** Reads at an offset and shows what is there. */
  void read(Fd fd, int length, long offset) {
    MemorySegment buffer = arena.allocate(Math.max(1, length));
    long result = silently("pread", fd, buffer, (long) length, offset);
    String found = result < 0 ? result(result) : shown(Snapshot.text(buffer, result));
    line("pread(%s, %d, %d) = %s".formatted(fd, length, offset, found));
  }

  /** Opens, shows all up to a limit, closes; not as a line of its own if it cannot be opened. */
  void show(String path) {
    long fd = silently("open", path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, 0);
    if (fd < 0) {
      line("content of " + printable(path) + ": " + result(fd));
      return;
    }
    Fd file = new Fd((int) fd, printable(path));
    read(file, 1 << 20, 0);
    CLibrary.call("close", file.number());
  }

  /** What fstat(2) and the extended attributes tell. */
  void stat(Fd fd) {
    line("stat " + fd + ": " + (fd.isOpen() ? Snapshot.describe(fd.number(), true) : "not open"));
  }

  /**
   * Where data and holes are; not in barrier mode, which shows no holes, as one case of its own
   * tells.
   */
  void extents(Fd fd) {
    long at = 0;
    for (int i = 0; mode == Mode.STRICT && i < 8 && at >= 0; i++) {
      at = call("lseek", fd, at, i % 2 == 0 ? Descriptors.SEEK_DATA : Descriptors.SEEK_HOLE);
    }
  }

  /** The access time too. */
  void accessTime(String path) {
    Stat stat = new Stat();
    int result = stat.read(directory, name(path));
    String time = Snapshot.time(stat.atimeSeconds(), stat.atimeNanosPart());
    line("atime of " + printable(path) + ": " + (result < 0 ? result(result) : time));
  }

  /** The current directory is the program's own again. */
  void comeBack() {
    SystemCallException.check("fchdir", CLibrary.call("fchdir", directory));
  }

  /** A line of one's own. */
  void say(String text) {
    line(text);
  }

  /** Native memory that lives as long as the program. */
  MemorySegment buffer(long bytes) {
    return arena.allocate(bytes, 8);
  }

  /** Native memory with that text in it. */
  MemorySegment bytes(String text) {
    MemorySegment segment = arena.allocate(Math.max(1, text.length()));
    MemorySegment.copy(MemorySegment.ofArray(name(text)), 0, segment, 0, text.length());
    return segment;
  }

  /** The call alone, by whoever the program is at this moment; nothing is written down. */
  long silently(String function, Object... arguments) {
    usesXattrs |= function.contains("xattr");
    Object[] given = Arrays.stream(arguments).map(Program::plain).toArray();
    credentials.takeOn();
    try {
      return CLibrary.call(function, given);
    } finally {
      credentials.putOff();
    }
  }

  private static Object plain(Object argument) {
    return switch (argument) {
      case Fd fd -> fd.number();
      case String text -> name(text);
      default -> argument;
    };
  }

  private String described(String function, Object... arguments) {
    return Arrays.stream(arguments)
        .map(argument -> argument instanceof MemorySegment ? "*" : shown(argument))
        .collect(Collectors.joining(", ", function + "(", ")"));
  }

  /** The way to a descriptor's file by proc(5). */
  static String byDescriptor(Fd fd) {
    return DESCRIPTORS + fd.number();
  }

  /** Numbers of descriptors differ from run to run. */
  private static String shownPath(String path) {
    return path.startsWith(DESCRIPTORS) ? DESCRIPTORS + "N" : printable(path);
  }

  private static String shown(Object argument) {
    return argument instanceof String text ? shown(text) : argument.toString();
  }

  private static String shown(String text) {
    return text.length() <= MAX_SHOWN_BYTES
        ? '"' + shownPath(text) + '"'
        : "%d bytes, hash %x".formatted(text.length(), text.hashCode());
  }

  private static String result(long result) {
    return result < 0 ? Errno.name((int) result) : Long.toString(result);
  }

  private void line(String text) {
    lines.add(credentials == Credentials.ROOT ? text : credentials + ": " + text);
    if (!quiet) {
      SortedMap<String, String> now = Snapshot.of(directory, usesXattrs);
      Snapshot.changes(known, now).forEach(change -> lines.add("    " + change));
      known = now;
    }
  }

  /** Bytes outside of printable ASCII appear as {@code \xNN}. */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    for (char c : text.toCharArray()) {
      printable.append(
          c >= ' ' && c < 0x7f && c != '\\' ? String.valueOf(c) : "\\x%02x".formatted((int) c));
    }
    return printable.length() <= 120 ? printable.toString() : printable.substring(0, 40) + "...";
  }

  private static byte[] name(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    opened.stream().filter(Fd::isOpen).forEach(fd -> CLibrary.call("close", fd.number()));
    CLibrary.call("umask", 022);
    SystemCallException.check("chdir", CLibrary.call("chdir", name("/")));
    Descriptors.close(directory);
    arena.close();
  }

  /** What a case needs before its first step; everything must succeed. */
  final class Preparation {

    Preparation file(String path, int mode, String content) {
      int flags = OpenFlags.O_CREAT | OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC;
      int fd = (int) must("open", path, flags, mode);
      must("write", fd, bytes(content), (long) content.length());
      must("fchmod", fd, mode);
      must("close", fd);
      return this;
    }

    Preparation directory(String path, int mode) {
      must("mkdir", path, mode);
      must("chmod", path, mode);
      return this;
    }

    Preparation symlink(String target, String path) {
      must("symlink", target, path);
      return this;
    }

    Preparation node(String path, int mode, long device) {
      must("mknod", path, mode, device);
      must("chmod", path, mode & 07777);
      return this;
    }

    Preparation own(String path, int uid, int gid) {
      must("lchown", path, uid, gid);
      return this;
    }

    Preparation mode(String path, int mode) {
      must("chmod", path, mode);
      return this;
    }

    Preparation link(String from, String to) {
      must("link", from, to);
      return this;
    }

    Preparation xattr(String path, String name, String value) {
      must("lsetxattr", path, name, bytes(value), (long) value.length(), 0);
      return this;
    }

    /** Sets the times of these far back, so that it shows when something moves them. */
    Preparation age(String... paths) {
      MemorySegment times = buffer(32);
      for (int at = 0; at < 32; at += 16) {
        times.set(java.lang.foreign.ValueLayout.JAVA_LONG, at, LONG_AGO);
        times.set(java.lang.foreign.ValueLayout.JAVA_LONG, at + 8, 1L);
      }
      for (String path : paths) {
        must("utimensat", Descriptors.AT_FDCWD, path, times, 0x100);
      }
      return this;
    }

    private long must(String function, Object... arguments) {
      return SystemCallException.check(
          function + Arrays.toString(arguments), silently(function, arguments));
    }
  }
}
