package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_APPEND;
import static io.lockstep.node.posix.OpenFlags.O_CREAT;
import static io.lockstep.node.posix.OpenFlags.O_EXCL;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;
import static io.lockstep.node.posix.OpenFlags.O_TMPFILE;
import static io.lockstep.node.posix.OpenFlags.O_TRUNC;

import io.lockstep.node.posix.CLibrary;
import io.lockstep.node.posix.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random changes of names in a small universe, so that they often meet: the same seed makes the
 * same calls in any directory. One thread; several may work in one directory, and then only their
 * results differ. Some files stay open, and are changed after they have lost their names.
 */
final class RandomNamespace implements AutoCloseable {

  private static final int HERE = -100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int MAX_DEPTH = 3;
  private static final int MAX_OPEN = 6;
  private static final String NAMES = "abcd";
  private static final int[] RENAME_FLAGS = {0, 0, 0, 0, 1, 2, 2, 4, 5};

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment text = arena.allocateFrom("some text that is written");
  private final List<Integer> open = new ArrayList<>();
  private final String directory;
  private final Random random;

  RandomNamespace(Path directory, long seed) {
    this.directory = directory + "/";
    this.random = new Random(seed);
  }

  /** Makes the next call: what it was, and its result. */
  String step() {
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> call("mkdir", path(), mode());
      case 3, 4, 5 -> create();
      case 6, 7, 8, 9 -> call("renameat2", HERE, path(), HERE, path(), flags());
      case 10, 11 -> call("link", path(), path());
      case 12, 13 -> call("unlink", path());
      case 14 -> call("rmdir", path());
      case 15 -> call("symlink", name(), path());
      case 16 -> call("mknod", path(), 0010000 | mode(), 0L);
      case 17 -> attribute();
      case 18 -> useOpen();
      default -> unnamed();
    };
  }

  private String name() {
    return NAMES.substring(random.nextInt(NAMES.length())).substring(0, 1);
  }

  private String path() {
    StringBuilder path = new StringBuilder(name());
    for (int depth = random.nextInt(MAX_DEPTH); depth > 0; depth--) {
      path.append('/').append(name());
    }
    return directory + path;
  }

  private int mode() {
    return 0700 | random.nextInt(0100);
  }

  private int flags() {
    return RENAME_FLAGS[random.nextInt(RENAME_FLAGS.length)];
  }

  private String call(String function, Object... arguments) {
    StringBuilder line = new StringBuilder(function);
    Object[] given = new Object[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      given[i] =
          arguments[i] instanceof String name
              ? name.getBytes(StandardCharsets.ISO_8859_1)
              : arguments[i];
      line.append(' ').append(shown(arguments[i]));
    }
    long result = CLibrary.call(function, given);
    return line.append(" = ").append(result < 0 ? Errno.name((int) result) : result).toString();
  }

  private String shown(Object argument) {
    return argument instanceof MemorySegment ? "*" : argument.toString().replace(directory, "");
  }

  private String create() {
    int[] kinds = {
      O_RDWR | O_CREAT,
      O_RDWR | O_CREAT | O_EXCL,
      O_RDWR | O_CREAT | O_TRUNC,
      O_RDWR | O_CREAT | O_APPEND
    };
    int flags = kinds[random.nextInt(kinds.length)];
    String path = path();
    int mode = mode();
    return opened("open " + shown(path) + " " + flags, path, flags, mode);
  }

  /** O_NONBLOCK, or a FIFO would wait for somebody. */
  private String opened(String shown, String path, int flags, int mode) {
    byte[] name = path.getBytes(StandardCharsets.ISO_8859_1);
    int nonBlocking = 0x800;
    int fd = (int) CLibrary.call("open", name, flags | nonBlocking, mode);
    if (fd < 0) {
      return shown + " = " + Errno.name(fd);
    }
    open.add(fd);
    if (open.size() > MAX_OPEN) {
      CLibrary.call("close", open.removeFirst());
    }
    return shown + " = opened";
  }

  private String attribute() {
    String path = path();
    return switch (random.nextInt(5)) {
      case 0 -> call("chmod", path, mode());
      case 1 -> call("lchown", path, random.nextInt(3), random.nextInt(3));
      case 2 -> call("lsetxattr", path, "user.x", text, (long) random.nextInt(20), 0);
      case 3 -> call("lremovexattr", path, "user.x");
      default -> call("truncate", path, (long) random.nextInt(10_000));
    };
  }

  private String useOpen() {
    if (open.isEmpty()) {
      return "nothing is open";
    }
    int index = random.nextInt(open.size());
    int fd = open.get(index);
    long offset = random.nextInt(5000);
    long result =
        switch (random.nextInt(6)) {
          case 0 -> CLibrary.call("ftruncate", fd, offset);
          case 1 -> CLibrary.call("fchmod", fd, mode());
          case 2 -> CLibrary.call("fallocate", fd, 3, offset, 4096L);
          case 3 -> CLibrary.call("fsync", fd);
          default -> CLibrary.call("pwrite", fd, text, 20L, offset);
        };
    return "use of file " + index + " = " + (result < 0 ? Errno.name((int) result) : result);
  }

  private String unnamed() {
    String parent = random.nextBoolean() ? directory : directory + name();
    String line = opened("O_TMPFILE " + shown(parent), parent, O_TMPFILE | O_RDWR, mode());
    if (!line.endsWith("opened")) {
      return line;
    }
    int fd = open.getLast();
    CLibrary.call("pwrite", fd, text, 10L, (long) random.nextInt(9000));
    String path = path();
    byte[] name = path.getBytes(StandardCharsets.ISO_8859_1);
    long result = CLibrary.call("linkat", fd, new byte[0], HERE, name, AT_EMPTY_PATH);
    return line
        + ", linkat "
        + shown(path)
        + " = "
        + (result < 0 ? Errno.name((int) result) : result);
  }

  @Override
  public void close() {
    open.forEach(fd -> CLibrary.call("close", fd));
    arena.close();
  }
}
