package io.lockstep.node.posix;

import static io.lockstep.node.posix.Libc.INT;
import static io.lockstep.node.posix.Libc.LONG;
import static io.lockstep.node.posix.Libc.POINTER;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * One end of a pair of sockets between two processes of this machine that keeps messages apart and
 * carries descriptors (unix(7): SOCK_SEQPACKET, SCM_RIGHTS). Sending and receiving exclude
 * themselves, not each other. What was sent stays readable when the sender has ended.
 */
public final class LocalSocket implements AutoCloseable {

  /** No descriptor comes with a message. */
  public static final int NO_DESCRIPTOR = -1;

  /** socket(7) and unix(7), asm-generic. */
  private static final int AF_UNIX = 1;

  private static final int SOCK_SEQPACKET = 5;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CTRUNC = 0x08;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int F_SETFD = 2;
  private static final long FD_CLOEXEC = 1;

  /**
   * struct msghdr of 64-bit Linux: name, namelen, iov, iovlen, control, controllen (8 bytes each),
   * flags (4).
   */
  private static final int MSGHDR_BYTES = 56;

  private static final int IOV_OFFSET = 16;
  private static final int IOV_COUNT_OFFSET = 24;
  private static final int CONTROL_OFFSET = 32;
  private static final int CONTROL_LENGTH_OFFSET = 40;
  private static final int FLAGS_OFFSET = 48;

  /** struct cmsghdr (length 8, level 4, type 4) and one int, aligned to 8. */
  private static final int CMSG_LENGTH = 20;

  private static final int CMSG_SPACE = 24;

  private static final MethodHandle SOCKETPAIR =
      Libc.function("socketpair", INT, INT, INT, INT, POINTER);
  private static final MethodHandle SENDMSG = Libc.function("sendmsg", LONG, INT, POINTER, INT);
  private static final MethodHandle RECVMSG = Libc.function("recvmsg", LONG, INT, POINTER, INT);
  private static final MethodHandle FCNTL = Libc.variadic("fcntl", 2, INT, INT, INT, LONG);

  private final int fd;
  private final int maxBytes;
  private final Arena arena = Arena.ofShared();
  private final Frame sending;
  private final Frame receiving;
  private final Object sendLock = new Object();
  private final Object receiveLock = new Object();

  private LocalSocket(int fd, int maxBytes) {
    this.fd = fd;
    this.maxBytes = maxBytes;
    this.sending = new Frame(arena, maxBytes);
    this.receiving = new Frame(arena, maxBytes);
  }

  /** A message and the descriptor that came with it, which is the receiver's to close. */
  public record Received(byte[] bytes, int descriptor) {}

  /** Both ends of a new pair; neither is inherited by programs started from here. */
  public static LocalSocket[] pair(int maxBytes) {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment ends = scratch.allocate(JAVA_INT, 2);
      SystemCallException.check("socketpair", socketpair(ends));
      return new LocalSocket[] {
        new LocalSocket(ends.getAtIndex(JAVA_INT, 0), maxBytes),
        new LocalSocket(ends.getAtIndex(JAVA_INT, 1), maxBytes)
      };
    }
  }

  private static int socketpair(MemorySegment ends) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int)
              SOCKETPAIR.invokeExact(
                  scratch.errno, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** The end that this process was started with; programs that it starts do not inherit it. */
  public static LocalSocket inherited(int fd, int maxBytes) {
    Scratch scratch = Scratch.get();
    try {
      SystemCallException.check(
          "descriptor " + fd,
          scratch.check((int) FCNTL.invokeExact(scratch.errno, fd, F_SETFD, FD_CLOEXEC)));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
    return new LocalSocket(fd, maxBytes);
  }

  /** Its descriptor. */
  public int fd() {
    return fd;
  }

  /**
   * Sends a message; the other end gets a descriptor of its own for what {@code descriptor} stands
   * for.
   *
   * @return 0, or a negative errno: -EPIPE when the other end is closed
   */
  public int send(byte[] message, int descriptor) {
    if (message.length > maxBytes) {
      throw new IllegalArgumentException(
          "message: expected at most " + maxBytes + " bytes, found " + message.length);
    }
    synchronized (sendLock) {
      sending.fill(message, descriptor);
      Scratch scratch = Scratch.get();
      long result;
      do {
        try {
          result =
              scratch.check(
                  (long) SENDMSG.invokeExact(scratch.errno, fd, sending.header, MSG_NOSIGNAL));
        } catch (Throwable t) {
          throw Libc.unexpected(t);
        }
      } while (result == -Errno.EINTR);
      return result < 0 ? (int) result : 0;
    }
  }

  /**
   * Waits for a message; null when the other end is closed and nothing is left.
   *
   * @throws SystemCallException if it cannot be received; EMSGSIZE if it was longer than allowed,
   *     EMFILE if this process has no room for its descriptor: then the message is lost
   */
  public Received receive() {
    synchronized (receiveLock) {
      receiving.empty();
      long bytes = receiveInto();
      if (bytes == 0 || bytes == -Errno.ECONNRESET) {
        return null;
      }
      SystemCallException.check("recvmsg", bytes);
      int descriptor = receiving.descriptor();
      int flags = receiving.header.get(JAVA_INT, FLAGS_OFFSET);
      if ((flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        if (descriptor >= 0) {
          Descriptors.close(descriptor);
        }
        throw new SystemCallException(
            "recvmsg", (flags & MSG_TRUNC) != 0 ? Errno.EMSGSIZE : Errno.EMFILE);
      }
      return new Received(receiving.data.asSlice(0, bytes).toArray(JAVA_BYTE), descriptor);
    }
  }

  private long receiveInto() {
    Scratch scratch = Scratch.get();
    long result;
    do {
      try {
        result =
            scratch.check(
                (long) RECVMSG.invokeExact(scratch.errno, fd, receiving.header, MSG_CMSG_CLOEXEC));
      } catch (Throwable t) {
        throw Libc.unexpected(t);
      }
    } while (result == -Errno.EINTR);
    return result;
  }

  /** No thread may be using it any more. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      Descriptors.close(fd);
      arena.close();
    }
  }

  /** The structures of one direction, made once. */
  private static final class Frame {
    final MemorySegment header;
    final MemorySegment data;
    private final MemorySegment vector;
    private final MemorySegment control;
    private final int maxBytes;

    Frame(Arena arena, int maxBytes) {
      this.maxBytes = maxBytes;
      this.header = arena.allocate(MSGHDR_BYTES, Long.BYTES);
      this.data = arena.allocate(maxBytes, Long.BYTES);
      this.vector = arena.allocate(2L * Long.BYTES, Long.BYTES);
      this.control = arena.allocate(CMSG_SPACE, Long.BYTES);
      vector.set(ADDRESS, 0, data);
      header.set(ADDRESS, IOV_OFFSET, vector);
      header.set(JAVA_LONG, IOV_COUNT_OFFSET, 1);
    }

    void fill(byte[] message, int descriptor) {
      MemorySegment.copy(message, 0, data, JAVA_BYTE, 0, message.length);
      vector.set(JAVA_LONG, Long.BYTES, message.length);
      boolean carries = descriptor != NO_DESCRIPTOR;
      header.set(ADDRESS, CONTROL_OFFSET, carries ? control : MemorySegment.NULL);
      header.set(JAVA_LONG, CONTROL_LENGTH_OFFSET, carries ? CMSG_SPACE : 0);
      control.set(JAVA_LONG, 0, CMSG_LENGTH);
      control.set(JAVA_INT, 8, SOL_SOCKET);
      control.set(JAVA_INT, 12, SCM_RIGHTS);
      control.set(JAVA_INT, 16, descriptor);
    }

    void empty() {
      vector.set(JAVA_LONG, Long.BYTES, maxBytes);
      header.set(ADDRESS, CONTROL_OFFSET, control);
      header.set(JAVA_LONG, CONTROL_LENGTH_OFFSET, CMSG_SPACE);
      header.set(JAVA_INT, FLAGS_OFFSET, 0);
    }

    int descriptor() {
      boolean carries =
          header.get(JAVA_LONG, CONTROL_LENGTH_OFFSET) >= CMSG_LENGTH
              && control.get(JAVA_LONG, 0) == CMSG_LENGTH
              && control.get(JAVA_INT, 8) == SOL_SOCKET
              && control.get(JAVA_INT, 12) == SCM_RIGHTS;
      return carries ? control.get(JAVA_INT, 16) : NO_DESCRIPTOR;
    }
  }
}
