package io.lockstep.node.capture;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Has the kernel forget files that nobody uses when it knows more of them than the heap should
 * hold: each costs some {@value #BYTES_A_FILE} bytes here for as long as the kernel has it in its
 * cache, which without that is until it needs the memory. On a thread of its own, since the kernel
 * may first want requests answered.
 */
final class Pruning implements AutoCloseable {

  /** Measured: a listing of a million files. */
  private static final int BYTES_A_FILE = 600;

  /** The share of the heap that known files may have. */
  private static final int HEAP_SHARE = 4;

  private final InodeTable inodes;
  private final List<CapturedDirectory> directories;
  private final Thread thread;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean closed;

  private Pruning(InodeTable inodes, List<CapturedDirectory> directories) {
    this.inodes = inodes;
    this.directories = List.copyOf(directories);
    this.thread = Thread.ofPlatform().daemon().name("fuse-prune").unstarted(this::runToEnd);
  }

  /** So many files may be known by default. */
  static int limitByHeap() {
    return Math.toIntExact(
        Math.min(
            Runtime.getRuntime().maxMemory() / HEAP_SHARE / BYTES_A_FILE, Integer.MAX_VALUE / 2));
  }

  /** Begins to watch these directories' files, once they are served. */
  static Pruning begin(InodeTable inodes, List<CapturedDirectory> directories, int limit) {
    Pruning pruning = new Pruning(inodes, directories);
    pruning.thread.start();
    inodes.limit(limit, () -> LockSupport.unpark(pruning.thread));
    return pruning;
  }

  private void runToEnd() {
    try {
      run();
    } finally {
      ended.complete(null);
    }
  }

  private void run() {
    while (!closed) {
      int excess = inodes.excess();
      if (excess > 0) {
        directories.forEach(directory -> directory.prune(excess));
      }
      LockSupport.park(this);
    }
  }

  /** When it has ended nothing is sent to the mounts any more. To be called when they are gone. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    ended.join();
  }
}
