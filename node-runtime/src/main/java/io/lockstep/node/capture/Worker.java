package io.lockstep.node.capture;

import io.lockstep.node.capture.protocol.Opcode;
import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads requests from one queue of the kernel and answers them, one at a time, until the mount is
 * gone. Runs on a platform thread of its own.
 */
final class Worker implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final int device;
  private final Dispatch dispatch;
  private final AccessGate gate;
  private final RequestSlot slot;
  private final AtomicBoolean failureLogged;
  private final Call call;

  /**
   * Serves a queue.
   *
   * @param arena gives the buffers; closed after the thread has ended
   * @param slot tells the next process how far the request is
   * @param failureLogged shared by the workers of a mount, so that a defect is told once
   */
  Worker(
      int device,
      Arena arena,
      Dispatch dispatch,
      AccessGate gate,
      RequestSlot slot,
      AtomicBoolean failureLogged) {
    this.device = device;
    this.dispatch = dispatch;
    this.gate = gate;
    this.slot = slot;
    this.failureLogged = failureLogged;
    this.call = new Call(arena, slot, this::send);
  }

  @Override
  public void run() {
    slot.adopt();
    Request request = call.request();
    while (true) {
      long bytes = Descriptors.read(device, request.buffer(), request.buffer().byteSize());
      if (bytes > 0) {
        serve(bytes);
      } else if (!isPassing((int) -bytes)) {
        return;
      }
    }
  }

  /** ENOENT: the request was withdrawn; all but these three mean that the mount is gone. */
  private static boolean isPassing(int errno) {
    return errno == Errno.ENOENT || errno == Errno.EINTR || errno == Errno.EAGAIN;
  }

  private void serve(long bytes) {
    Access access = gate.enter();
    try {
      answer(bytes, access);
    } finally {
      gate.leave();
    }
    if (!call.isAnswered()) {
      send(call);
    }
  }

  private void send(Call answered) {
    int length = answered.reply().bytes();
    if (length > 0) {
      // An error means that nobody waits for the answer any more.
      Descriptors.write(device, answered.reply().buffer(), length);
    }
    slot.end();
  }

  private void answer(long bytes, Access access) {
    Request request = call.request();
    call.begin(access);
    try {
      request.received(bytes);
      slot.begin(request.unique());
      Opcode opcode = Opcode.of(request.opcode());
      Handler handler = dispatch.of(opcode);
      AccessGate.check(access, opcode);
      handler.serve(call);
      call.reply().success(request.unique());
    } catch (RequestRefused refused) {
      call.reply().status(request.unique(), refused.errno());
    } catch (RuntimeException | Error defect) {
      logOnce(request.opcode(), defect);
      call.reply().status(request.unique(), Errno.EIO);
    }
  }

  private void logOnce(int opcode, Throwable defect) {
    if (failureLogged.compareAndSet(false, true)) {
      LOG.error(
          "request {} failed and was answered with EIO; further ones are not logged",
          opcode,
          defect);
    }
  }
}
