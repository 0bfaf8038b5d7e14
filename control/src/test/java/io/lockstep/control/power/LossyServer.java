package io.lockstep.control.power;

import io.lockstep.control.power.LossyStore.Loss;
import io.lockstep.node.capture.protocol.InitNegotiation;
import io.lockstep.node.capture.protocol.Opcode;
import io.lockstep.node.capture.protocol.Reply;
import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.capture.protocol.RequestBody;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** Serves a FUSE file system of one file, which is a {@link LossyStore}, on one thread. */
final class LossyServer implements AutoCloseable {
  private static final int ROOT = 1;
  private static final int FILE = 2;
  private static final int FOPEN_DIRECT_IO = 1;
  private static final long CACHED_SECONDS = 3600;
  private static final long BUFFER_BYTES = InitNegotiation.MAX_WRITE_BYTES + 8192L;

  private final int device;
  private final byte[] name;
  private final Path image;
  private final LossyStore store;
  private final Arena arena = Arena.ofShared();
  private final Request request = new Request(arena.allocate(BUFFER_BYTES, 8));
  private final Reply reply = new Reply(arena.allocate(BUFFER_BYTES, 8));
  private final Stat stat = new Stat();
  private final CountDownLatch released = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean lost;

  private LossyServer(int device, byte[] name, Path image, LossyStore store) {
    this.device = device;
    this.name = name;
    this.image = image;
    this.store = store;
    this.thread = Thread.ofPlatform().daemon().name("lossy-disk").unstarted(this::run);
  }

  /**
   * Begins to serve.
   *
   * @param device the mount's descriptor of {@code /dev/fuse}, closed with the server
   * @param image lends the file its size and times
   */
  static LossyServer start(int device, byte[] name, Path image, LossyStore store) {
    LossyServer server = new LossyServer(device, name, image, store);
    server.thread.start();
    return server;
  }

  /** What was not flushed is gone, and nobody gets an answer any more. */
  int losePower(Loss loss) throws IOException {
    lost = true;
    return store.losePower(loss);
  }

  /** Whoever waits gets an error. */
  void release() {
    lost = true;
    released.countDown();
  }

  private void run() {
    while (true) {
      long bytes = Descriptors.read(device, request.buffer(), request.buffer().byteSize());
      if (bytes > 0) {
        request.received(bytes);
        serve();
      } else if (bytes != -Errno.ENOENT && bytes != -Errno.EINTR && bytes != -Errno.EAGAIN) {
        return;
      }
    }
  }

  private void serve() {
    int errno;
    try {
      errno = request.opcode() == Opcode.INIT_CODE ? initialise() : answer();
    } catch (IOException e) {
      errno = Errno.EIO;
    }
    if (lost) {
      awaitRelease();
      errno = Errno.EIO;
    }
    if (errno != 0) {
      reply.status(request.unique(), errno);
    } else {
      reply.success(request.unique());
    }
    if (reply.bytes() > 0) {
      Descriptors.write(device, reply.buffer(), reply.bytes());
    }
  }

  private void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int initialise() {
    reply.init(InitNegotiation.answer(InitNegotiation.Offer.of(request), false));
    return 0;
  }

  private int answer() throws IOException {
    Opcode opcode = Opcode.of(request.opcode());
    if (opcode == null) {
      return Errno.ENOSYS;
    }
    switch (opcode) {
      case LOOKUP -> {
        return lookup();
      }
      case GETATTR, SETATTR -> reply.attributes(CACHED_SECONDS, attributes(request.nodeId()));
      case OPEN -> reply.opened(FILE, FOPEN_DIRECT_IO);
      case READ -> read();
      case WRITE -> write();
      case FSYNC -> {
        store.flush();
        reply.empty();
      }
      case FLUSH, RELEASE -> reply.empty();
      case FORGET, BATCH_FORGET, INTERRUPT -> reply.none();
      default -> {
        return Errno.ENOSYS;
      }
    }
    return 0;
  }

  private int lookup() {
    if (request.nodeId() != ROOT || !Arrays.equals(request.stringAt(0), name)) {
      return Errno.ENOENT;
    }
    reply.entry(FILE, CACHED_SECONDS, attributes(FILE));
    return 0;
  }

  private Stat attributes(long node) {
    Path lender = node == FILE ? image : image.getParent();
    SystemCallException.check(
        "stat " + lender, stat.read(Descriptors.AT_FDCWD, PathBytes.of(lender)));
    return stat;
  }

  private void read() throws IOException {
    int length = request.intAt(RequestBody.Read.SIZE);
    store.read(
        request.longAt(RequestBody.Read.OFFSET), reply.payload().asSlice(0, length).asByteBuffer());
    reply.data(length);
  }

  private void write() throws IOException {
    int length = request.intAt(RequestBody.Write.SIZE);
    store.write(
        request.longAt(RequestBody.Write.OFFSET),
        request.viewAt(RequestBody.Write.BYTES, length).asByteBuffer());
    reply.size(length);
  }

  /** Waits for the thread, which ends when the mount is gone. */
  @Override
  public void close() throws InterruptedException {
    thread.join();
    Descriptors.close(device);
    arena.close();
  }
}
