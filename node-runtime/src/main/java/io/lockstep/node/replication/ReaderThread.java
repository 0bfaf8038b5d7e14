package io.lockstep.node.replication;

import java.util.concurrent.locks.LockSupport;

/** A connection's own thread: reads when no worker does, and tells the handler of the end. */
final class ReaderThread implements Runnable {

  /** How often it looks in while workers read, so that nothing waits for long in between. */
  private static final long LOOK_NANOS = 1_000_000;

  private final PeerConnection connection;
  private final ReadSide readSide;
  private final LinkHandler handler;
  private final Thread thread;

  ReaderThread(PeerConnection connection, ReadSide readSide, LinkHandler handler) {
    this.connection = connection;
    this.readSide = readSide;
    this.handler = handler;
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("lockstep-link-" + connection.identity().module())
            .unstarted(this);
  }

  void start() {
    thread.start();
  }

  void wake() {
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    while (connection.isOpen()) {
      turn();
    }
    readSide.shut();
    connection.finish(handler);
  }

  private void turn() {
    if (readSide.isLeftToWorkers()) {
      LockSupport.parkNanos(this, LOOK_NANOS);
      readSide.look();
    } else if (!readSide.readOrSleep()) {
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
  }
}
