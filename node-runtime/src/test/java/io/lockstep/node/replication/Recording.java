package io.lockstep.node.replication;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what a connection delivers, and that only one thread does so at a time. */
class Recording implements LinkHandler {

  final List<LinkMessage> messages = new CopyOnWriteArrayList<>();
  final List<Long> epochs = new CopyOnWriteArrayList<>();
  final List<Integer> records = new CopyOnWriteArrayList<>();
  final List<CloseReason> ends = new CopyOnWriteArrayList<>();
  final AtomicInteger batches = new AtomicInteger();
  final AtomicInteger overlaps = new AtomicInteger();
  private final AtomicInteger inside = new AtomicInteger();

  @Override
  public void message(long epoch, LinkMessage message) {
    alone(
        () -> {
          messages.add(message);
          epochs.add(epoch);
        });
  }

  @Override
  public void record(MemorySegment record) {
    alone(() -> records.add((int) record.byteSize()));
  }

  @Override
  public void batchEnd() {
    alone(batches::incrementAndGet);
  }

  @Override
  public void closed(CloseReason reason, String why) {
    alone(() -> ends.add(reason));
  }

  private void alone(Runnable action) {
    if (inside.incrementAndGet() != 1) {
      overlaps.incrementAndGet();
    }
    action.run();
    inside.decrementAndGet();
  }
}
