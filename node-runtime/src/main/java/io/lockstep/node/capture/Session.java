package io.lockstep.node.capture;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.lockstep.node.capture.protocol.InitNegotiation;
import io.lockstep.node.capture.protocol.Opcode;
import io.lockstep.node.capture.protocol.Reply;
import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The threads that serve one mount, each with a queue of its own (FUSE_DEV_IOC_CLONE). Started and
 * closed by one thread. Closing waits for the workers, which end when the mount is gone: so unmount
 * first.
 */
final class Session implements AutoCloseable {

  private static final byte[] DEVICE = PathBytes.of("/dev/fuse");

  /** FUSE_DEV_IOC_CLONE: _IOR(229, 0, uint32_t). */
  private static final long FUSE_DEV_IOC_CLONE = 0x8004e500L;

  private final Arena arena = Arena.ofShared();
  private final List<Integer> clones = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private final RequestLog requests;

  private Session(RequestLog requests) {
    this.requests = requests;
  }

  /**
   * Answers the kernel's INIT, which is the first request of a fresh mount.
   *
   * @throws UnsupportedOperationException if the kernel is too old
   */
  static InitNegotiation.Agreement initialise(int device, boolean writeback) {
    try (Arena arena = Arena.ofConfined()) {
      Call call = new Call(arena, null, _ -> {});
      Request request = call.request();
      long bytes = Descriptors.read(device, request.buffer(), request.buffer().byteSize());
      request.received(SystemCallException.check("read FUSE_INIT", bytes));
      if (request.opcode() != Opcode.INIT_CODE) {
        throw new IllegalStateException(
            "fuse: expected INIT (26) as the first request, found " + request.opcode());
      }
      InitNegotiation.Agreement agreement =
          InitNegotiation.answer(InitNegotiation.Offer.of(request), writeback);
      Reply reply = call.reply();
      reply.init(agreement);
      reply.success(request.unique());
      SystemCallException.check(
          "answer FUSE_INIT", Descriptors.write(device, reply.buffer(), reply.bytes()));
      return agreement;
    }
  }

  /** A queue more for a mounted connection: a descriptor. */
  static int clone(int device) {
    int flags = OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC;
    int queue = SystemCallException.check("open /dev/fuse", Descriptors.open(DEVICE, flags, 0));
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment source = scratch.allocate(JAVA_INT);
      source.set(JAVA_INT, 0, device);
      SystemCallException.check(
          "clone of a fuse queue", Descriptors.ioctl(queue, FUSE_DEV_IOC_CLONE, source));
      return queue;
    } catch (RuntimeException e) {
      Descriptors.close(queue);
      throw e;
    }
  }

  /**
   * Prepares a worker for each queue; their threads are named {@code fuse-<name>-<number>}. Nothing
   * is read before {@link #begin}.
   *
   * @param queues closed with the session, but for the first one, which is the mount's
   */
  static Session prepare(
      String name, List<Integer> queues, RequestLog requests, Dispatch dispatch, AccessGate gate) {
    Session session = new Session(requests);
    AtomicBoolean failureLogged = new AtomicBoolean();
    for (int number = 0; number < queues.size(); number++) {
      Worker worker =
          new Worker(
              queues.get(number),
              session.arena,
              dispatch,
              gate,
              requests.slot(number),
              failureLogged);
      session.threads.add(
          Thread.ofPlatform().daemon().name("fuse-" + name + "-" + number).unstarted(worker));
    }
    session.clones.addAll(queues.subList(1, queues.size()));
    return session;
  }

  /** Requests that were asked again. */
  ResendCount resent() {
    return requests.resent();
  }

  /** Starts the workers. */
  void begin() {
    threads.forEach(Thread::start);
  }

  /** Whether all workers have ended in time. */
  boolean awaitEnd(long timeoutMillis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    try {
      for (Thread thread : threads) {
        long leftNanos = Math.max(1, deadline - System.nanoTime());
        if (!thread.join(Duration.ofNanos(leftNanos))) {
          return false;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return true;
  }

  /**
   * Whether a worker was told that the connection has ended. Those that have not ended yet are then
   * busy with a request, and the connection's number may be somebody else's by now.
   */
  boolean hasSeenEnd() {
    return threads.stream().anyMatch(thread -> !thread.isAlive());
  }

  @Override
  public void close() {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          // The buffers must not be freed while a worker uses them.
          interrupted = true;
        }
      }
    }
    threads.clear();
    clones.forEach(Descriptors::close);
    clones.clear();
    requests.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
