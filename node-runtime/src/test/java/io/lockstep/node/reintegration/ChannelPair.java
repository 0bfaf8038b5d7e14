package io.lockstep.node.reintegration;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Two ends of a channel in memory that holds one message in each direction. */
final class ChannelPair {

  private static final long LIMIT_SECONDS = 30;

  private final BlockingQueue<byte[]> toTarget = new ArrayBlockingQueue<>(1);
  private final BlockingQueue<byte[]> toSource = new ArrayBlockingQueue<>(1);
  final AtomicLong bytes = new AtomicLong();
  private volatile boolean broken;

  StateChannel source() {
    return end(toTarget, toSource);
  }

  StateChannel target() {
    return end(toSource, toTarget);
  }

  /** Both ends fail from now on. */
  void cut() {
    broken = true;
  }

  private StateChannel end(BlockingQueue<byte[]> out, BlockingQueue<byte[]> in) {
    return new StateChannel() {
      @Override
      public void send(byte[] message) throws IOException {
        bytes.addAndGet(message.length);
        await(() -> out.offer(message, 20, TimeUnit.MILLISECONDS) ? message : null);
      }

      @Override
      public byte[] receive() throws IOException {
        return await(() -> in.poll(20, TimeUnit.MILLISECONDS));
      }
    };
  }

  private interface Attempt {
    byte[] run() throws InterruptedException;
  }

  private byte[] await(Attempt attempt) throws IOException {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    try {
      while (!broken && System.nanoTime() < limit) {
        byte[] message = attempt.run();
        if (message != null) {
          return message;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("channel: broken or nothing heard for " + LIMIT_SECONDS + " s");
  }
}
