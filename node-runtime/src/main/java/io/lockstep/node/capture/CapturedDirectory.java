package io.lockstep.node.capture;

import io.lockstep.node.capture.protocol.InitNegotiation;
import io.lockstep.node.config.NodeConfig.Mode;

/** One captured directory while it is mounted: its mount, its threads, its open files. */
final class CapturedDirectory implements AutoCloseable {

  private final DirectoryMount mount;
  private final int device;
  private final Volume volume;
  private final Session session;

  private CapturedDirectory(DirectoryMount mount, int device, Volume volume, Session session) {
    this.mount = mount;
    this.device = device;
    this.volume = volume;
    this.session = session;
  }

  /** Covers the directory and begins to serve it; nothing stays mounted over it on failure. */
  static CapturedDirectory start(
      CaptureConfig config,
      DirectoryMount mount,
      Original original,
      InodeTable inodes,
      Names names,
      Modifications modifications,
      AccessGate gate) {
    int device = mount.cover(config.module());
    try {
      InitNegotiation.Agreement agreement =
          Session.initialise(device, config.mode() == Mode.BARRIER);
      Volume volume =
          new Volume(original, inodes, names, modifications, new OpenFiles(), agreement);
      String name = config.module() + "-" + original.root();
      Session session = Session.start(name, device, config.workers(), new Dispatch(volume), gate);
      return new CapturedDirectory(mount, device, volume, session);
    } catch (RuntimeException e) {
      mount.uncover();
      throw e;
    }
  }

  /** See {@link KernelCache#drop}. */
  void dropCaches() {
    KernelCache.drop(device, volume);
  }

  /** What has been opened with pages cached by the kernel is of no use any more. */
  void endCachedUse() {
    volume.openFiles().endCachedUse();
  }

  /** Takes the mount away; whoever waits for it gets an error. */
  void unmount() {
    mount.uncover();
  }

  /** Unmounts, then ends the threads; what was still open is closed. */
  @Override
  public void close() {
    unmount();
    session.close();
    volume.openFiles().close();
  }
}
