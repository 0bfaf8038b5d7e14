package io.lockstep.node.capture.protocol;

import static io.lockstep.node.capture.protocol.InitFlags.*;

/** Decides what to answer to the kernel's INIT. Pure. */
public final class InitNegotiation {

  /** Data of one WRITE or READ: 256 pages, the kernel's limit (fs.fuse.max_pages_limit). */
  public static final int MAX_WRITE_BYTES = 1 << 20;

  private static final int MAJOR = 7;
  private static final int OWN_MINOR = 45;
  private static final int MINOR_WITH_INC_EPOCH = 44;
  private static final int MINOR_WITH_PRUNE = 45;
  private static final int MAX_PAGES_COUNT = 256;
  private static final int MAX_BACKGROUND_REQUESTS = 64;
  private static final int CONGESTION_REQUESTS = 48;

  /** Without these the daemon would be wrong, not only slow (all are there since Linux 5.17). */
  private static final long REQUIRED =
      ATOMIC_O_TRUNC
          | BIG_WRITES
          | DONT_MASK
          | POSIX_ACL
          | MAX_PAGES
          | EXPLICIT_INVAL_DATA
          | HANDLE_KILLPRIV_V2
          | SETXATTR_EXT
          | INIT_EXT;

  private static final long WANTED =
      ASYNC_READ
          | DO_READDIRPLUS
          | READDIRPLUS_AUTO
          | ASYNC_DIO
          | PARALLEL_DIROPS
          | ABORT_ERROR
          | CACHE_SYMLINKS
          | DIRECT_IO_ALLOW_MMAP
          | HAS_RESEND;

  private InitNegotiation() {}

  /** What the kernel offers. */
  public record Offer(int major, int minor, int maxReadaheadBytes, long flags) {

    /** Reads fuse_init_in. */
    public static Offer of(Request request) {
      long low = Integer.toUnsignedLong(request.intAt(RequestBody.Init.FLAGS));
      boolean extended = (low & INIT_EXT) != 0;
      long high =
          extended ? Integer.toUnsignedLong(request.intAt(RequestBody.Init.FLAGS2)) << 32 : 0;
      return new Offer(
          request.intAt(RequestBody.Init.MAJOR),
          request.intAt(RequestBody.Init.MINOR),
          request.intAt(RequestBody.Init.MAX_READAHEAD),
          low | high);
    }
  }

  /** What holds for the connection from now on; {@link Reply#init} writes it. */
  public record Agreement(
      int minor,
      int maxReadaheadBytes,
      long flags,
      int maxBackground,
      int congestionThreshold,
      int maxWriteBytes,
      int maxPages) {

    /** Whether the kernel keeps written pages back, and times and sizes of regular files itself. */
    public boolean isWriteback() {
      return (flags & WRITEBACK_CACHE) != 0;
    }

    /** Whether FUSE_NOTIFY_INC_EPOCH (all names cached so far are void) is understood. */
    public boolean hasIncrementEpoch() {
      return minor >= MINOR_WITH_INC_EPOCH;
    }

    /** Whether FUSE_NOTIFY_PRUNE (drop what nobody uses) is understood. */
    public boolean hasPrune() {
      return minor >= MINOR_WITH_PRUNE;
    }

    /** Whether FUSE_NOTIFY_RESEND (requests without an answer are asked again) is understood. */
    public boolean hasResend() {
      return (flags & HAS_RESEND) != 0;
    }
  }

  /**
   * Answers an offer.
   *
   * @param writeback whether the kernel may keep written pages back until a barrier
   * @throws UnsupportedOperationException if the kernel is too old
   */
  public static Agreement answer(Offer offer, boolean writeback) {
    long required = writeback ? REQUIRED | WRITEBACK_CACHE : REQUIRED;
    if (offer.major() != MAJOR || (offer.flags() & required) != required) {
      throw new UnsupportedOperationException(
          "fuse: expected protocol 7 with capabilities 0x%x, the kernel offers %d.%d with 0x%x; use Linux 5.17 or newer"
              .formatted(required, offer.major(), offer.minor(), offer.flags()));
    }
    return new Agreement(
        Math.min(OWN_MINOR, offer.minor()),
        offer.maxReadaheadBytes(),
        offer.flags() & (required | WANTED),
        MAX_BACKGROUND_REQUESTS,
        CONGESTION_REQUESTS,
        MAX_WRITE_BYTES,
        MAX_PAGES_COUNT);
  }
}
