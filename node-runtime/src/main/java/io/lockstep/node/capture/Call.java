package io.lockstep.node.capture;

import io.lockstep.node.capture.protocol.DirectoryListing;
import io.lockstep.node.capture.protocol.InitNegotiation;
import io.lockstep.node.capture.protocol.Reply;
import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.posix.Stat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * One request being served, with everything its handler needs: made once for each worker and used
 * again. One thread.
 *
 * <p>The buffers are placed so that the data of a WRITE (behind 40 + 40 bytes) and of a READ's
 * answer (behind 16) begin on a page.
 */
final class Call {

  private static final int PAGE_BYTES = 4096;
  private static final int WRITE_DATA_OFFSET = 80;
  private static final long BUFFER_BYTES = InitNegotiation.MAX_WRITE_BYTES + 3L * PAGE_BYTES;
  private static final int SCRATCH_BYTES = 64 * 1024;

  /** How long the kernel may believe what only this mount can change: a day. */
  private static final long CACHED_SECONDS = 86_400;

  private final Request request;
  private final Reply reply;
  private final DirectoryListing listing = new DirectoryListing();
  private final Stat stat;
  private final RequestSlot slot;
  private final MemorySegment scratch;
  private final Runnable sender;
  private Access access = Access.NONE;
  private boolean answered;

  /**
   * Makes the buffers.
   *
   * @param slot what is noted of the request
   * @param sender sends the reply to the kernel
   */
  Call(Arena arena, RequestSlot slot, Consumer<Call> sender) {
    this.slot = slot;
    this.sender = () -> sender.accept(this);
    request = new Request(buffer(arena, PAGE_BYTES - WRITE_DATA_OFFSET));
    reply = new Reply(buffer(arena, PAGE_BYTES - Reply.HEADER_BYTES));
    stat = new Stat(arena.allocate(Stat.BYTES, Long.BYTES));
    scratch = arena.allocate(SCRATCH_BYTES, Long.BYTES);
  }

  private static MemorySegment buffer(Arena arena, long start) {
    return arena.allocate(BUFFER_BYTES, PAGE_BYTES).asSlice(start);
  }

  /** The request now in the buffer is served under this access. */
  void begin(Access inForce) {
    access = inForce;
    answered = false;
    reply.empty();
  }

  /** Sends the reply, a success, before the request is dealt with. */
  void answerNow() {
    reply.success(request.unique());
    answered = true;
    sender.run();
  }

  /** Whether the reply was sent already. */
  boolean isAnswered() {
    return answered;
  }

  Request request() {
    return request;
  }

  /** How far it is, for the process that comes after this one. */
  RequestSlot slot() {
    return slot;
  }

  Reply reply() {
    return reply;
  }

  DirectoryListing listing() {
    return listing;
  }

  /** Attributes read last. */
  Stat stat() {
    return stat;
  }

  /** 64 KiB for whatever is read in between. */
  MemorySegment scratch() {
    return scratch;
  }

  Access access() {
    return access;
  }

  /** How long the kernel may keep a name or attributes. */
  long validSeconds() {
    return access == Access.WRITE ? CACHED_SECONDS : 0;
  }
}
