package io.lockstep.node.capture;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.lockstep.node.tree.FileHandle;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * How far the request of one worker is, for the process that comes after this one. For one thread.
 */
final class RequestSlot {

  /** The slot of the worker that runs on this thread. */
  private static final ThreadLocal<RequestSlot> CURRENT = new ThreadLocal<>();

  private final RequestLog log;
  private final MemorySegment memory;
  private boolean resent;
  private boolean begunBefore;

  RequestSlot(RequestLog log, MemorySegment memory) {
    this.log = log;
    this.memory = memory;
  }

  /** The slot of this thread, or null if it is no worker. */
  static RequestSlot current() {
    return CURRENT.get();
  }

  /** This thread is the worker. */
  void adopt() {
    CURRENT.set(this);
  }

  /** A request has been read. */
  void begin(long unique) {
    MemorySegment left = log.leftOf(unique);
    resent = RequestLog.isResent(unique);
    begunBefore = left != null;
    if (resent) {
      log.countResent();
    }
    memory.set(
        JAVA_LONG, RequestLog.SEQUENCE, begunBefore ? left.get(JAVA_LONG, RequestLog.SEQUENCE) : 0);
    memory.set(
        JAVA_LONG, RequestLog.IDENTITY, begunBefore ? left.get(JAVA_LONG, RequestLog.IDENTITY) : 0);
    VarHandle.releaseFence();
    memory.set(JAVA_LONG, RequestLog.UNIQUE, RequestLog.plain(unique));
  }

  /** Whether the kernel asks this for the second time. */
  boolean isResent() {
    return resent;
  }

  /** Whether an earlier process has journaled it, so that it must not be done again if it was. */
  boolean wasBegun() {
    return begunBefore;
  }

  /**
   * Whether the answer is that of an earlier process: it has begun the request, and the tree shows
   * that it is done.
   *
   * @param isDone whether the tree shows it
   */
  boolean wasDone(boolean isDone) {
    if (begunBefore && isDone) {
      log.countDone();
      return true;
    }
    return false;
  }

  /** What is left of the file it is about, as noted by {@link #about}. */
  long identity() {
    return memory.get(JAVA_LONG, RequestLog.IDENTITY);
  }

  /** What tells one file from all others that one request is about: FNV-1a of its handle. */
  static long identityOf(FileHandle handle) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : handle.bytes()) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  /** Notes which file it is about, before anything is done. */
  void about(long identity) {
    memory.set(JAVA_LONG, RequestLog.IDENTITY, identity);
    VarHandle.releaseFence();
  }

  /** Before a change that is not journaled. */
  void changesLocally() {
    placing(RequestLog.LOCAL);
  }

  /** An operation of the request is about to be journaled; the first one counts. */
  void placing(long sequence) {
    if (memory.get(JAVA_LONG, RequestLog.SEQUENCE) == 0) {
      memory.set(JAVA_LONG, RequestLog.SEQUENCE, sequence);
      VarHandle.fullFence();
    }
  }

  /** The answer has been given. */
  void end() {
    if (begunBefore) {
      log.answered(memory.get(JAVA_LONG, RequestLog.UNIQUE));
    }
    memory.set(JAVA_LONG, RequestLog.UNIQUE, 0);
  }
}
