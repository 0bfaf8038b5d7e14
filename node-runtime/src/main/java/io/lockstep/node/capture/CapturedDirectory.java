package io.lockstep.node.capture;

import io.lockstep.node.capture.protocol.InitNegotiation.Agreement;
import io.lockstep.node.capture.protocol.Notification;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One captured directory while it is mounted: its mount, its threads, its open files. */
final class CapturedDirectory implements AutoCloseable {

  /** The kernel ends the workers with the mount at once, unless somebody else has it mounted. */
  private static final long WORKERS_END_MILLIS = 2_000;

  private final Shared shared;
  private final DirectoryMount mount;
  private final Volume volume;
  private final Session session;
  private final boolean outlives;
  private ParkedMount parked;

  /**
   * What the directories of a module have in common.
   *
   * @param names where files are found
   */
  record Shared(
      CaptureConfig config,
      InodeTable inodes,
      Names names,
      Modifications modifications,
      AccessGate gate) {

    /** Where a directory's requests are noted; null if the mounts end with the process. */
    Path requests(int root) {
      return config.afterlife().isWanted()
          ? config.afterlife().directory().resolve("requests." + root)
          : null;
    }

    NamelessPark namelessPark(int generation) {
      return new NamelessPark(config.afterlife().shelter(), config.module(), generation > 0);
    }
  }

  private CapturedDirectory(
      Shared shared,
      DirectoryMount mount,
      Original original,
      ParkedMount parked,
      RequestLog requests) {
    this.shared = shared;
    this.mount = mount;
    this.parked = parked;
    this.outlives = shared.config().afterlife().isWanted() && parked.agreement().hasResend();
    this.volume =
        new Volume(
            original,
            shared.inodes(),
            shared.names(),
            shared.modifications(),
            new OpenFiles(parked.generation()),
            shared.namelessPark(parked.generation()),
            parked.agreement());
    this.session =
        Session.prepare(
            shared.config().module() + "-" + original.root(),
            parked.queues(),
            requests,
            new Dispatch(volume),
            shared.gate());
  }

  /** Covers the directory and begins to serve it; nothing stays mounted over it on failure. */
  static CapturedDirectory start(Shared shared, DirectoryMount mount, Original original) {
    CaptureConfig config = shared.config();
    List<Integer> queues = new ArrayList<>(List.of(mount.cover(config.module())));
    try {
      Agreement agreement = Session.initialise(queues.getFirst(), config.mode() == Mode.BARRIER);
      while (queues.size() < config.workers()) {
        queues.add(Session.clone(queues.getFirst()));
      }
      ParkedMount parked =
          new ParkedMount(
              mount.directory(),
              mount.original(),
              Access.NONE,
              0,
              config.mode(),
              agreement,
              queues);
      RequestLog requests = RequestLog.fresh(shared.requests(original.root()));
      CapturedDirectory directory =
          new CapturedDirectory(shared, mount, original, parked, requests);
      directory.park();
      directory.session.begin();
      return directory;
    } catch (RuntimeException e) {
      mount.uncover();
      queues.subList(1, queues.size()).forEach(Descriptors::close);
      throw e;
    }
  }

  /**
   * Takes over a mount that an earlier process has left; nothing is served before {@link #resume}.
   */
  static CapturedDirectory takeOver(
      Shared shared, DirectoryMount mount, Original original, ParkedMount left) {
    RequestLog requests =
        RequestLog.left(
            shared.requests(original.root()), shared.config().afterlife().journaledUpTo());
    CapturedDirectory directory =
        new CapturedDirectory(shared, mount, original, left.nextGeneration(), requests);
    mount.serve(left.queues().getFirst());
    directory.note();
    return directory;
  }

  /**
   * Goes on with a mount that was taken over. What the earlier process has read and not answered is
   * asked again, before anything else is read: otherwise it would be asked again also of what this
   * process reads.
   */
  void resume() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Notification.MAX_BYTES, Long.BYTES);
      SystemCallException.check(
          "FUSE_NOTIFY_RESEND", Descriptors.write(device(), buffer, Notification.resend(buffer)));
    }
    session.begin();
  }

  private int device() {
    return parked.queues().getFirst();
  }

  private int root() {
    return volume.original().root();
  }

  private void park() {
    if (outlives) {
      parked.park(shared.config().afterlife().shelter(), shared.config().module(), root());
    }
  }

  private void note() {
    if (outlives) {
      parked.note(shared.config().afterlife().shelter(), shared.config().module(), root());
    }
  }

  /** Leaves word for the next process of what local processes may do. */
  void noteAccess(Access access) {
    parked = parked.withAccess(access);
    note();
  }

  /** Files without a name that an earlier process has left. */
  void takeOverNameless() {
    volume.namelessPark().takeOver(shared.inodes());
  }

  /** See {@link KernelCache#drop}. */
  void dropCaches() {
    KernelCache.drop(device(), volume);
  }

  /**
   * Has the kernel write the pages that it keeps back. The first call only begins that, for all at
   * once (sync(2) does not wait for a FUSE server); the second waits, file by file.
   */
  void writeBack() {
    mount.sync();
    KernelCache.writeBack(device(), volume);
  }

  /** See {@link KernelCache#prune}. */
  void prune(int most) {
    KernelCache.prune(device(), volume, most);
  }

  /** What has been opened with pages cached by the kernel is of no use any more. */
  void endCachedUse() {
    volume.openFiles().endCachedUse();
  }

  /** Requests that were asked again after the earlier process was killed. */
  ResendCount resent() {
    return session.resent();
  }

  /** Takes the mount away; whoever waits for it gets an error. */
  void unmount() {
    mount.uncover();
  }

  /** The same at once, whatever is written or waited for. */
  void abort() {
    mount.abort();
  }

  /** Unmounts, then ends the threads; what was still open is closed. */
  @Override
  public void close() {
    unmount();
    if (!session.awaitEnd(WORKERS_END_MILLIS) && !session.hasSeenEnd()) {
      mount.endConnection();
    }
    session.close();
    volume.openFiles().close();
    if (outlives) {
      parked.unpark(shared.config().afterlife().shelter(), shared.config().module(), root());
    }
    mount.closeDevice();
  }
}
