package io.lockstep.node.replication;

import io.lockstep.journal.op.Operation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A ticket is filed, and the peer acknowledges the oldest one, while some are on their way. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AckTrackerBenchmark {

  /** Operations on their way. */
  @Param({"1", "64", "4096"})
  public int inFlight;

  private final Operation write = new Operation.Truncate(2000, 0);
  private final Operation barrier = new Operation.Barrier(2000, true);
  private final Deque<Ticket> waiting = new ArrayDeque<>();
  private AckTracker tracker;
  private long sequence;

  @Setup(Level.Iteration)
  public void fill() {
    tracker = new AckTracker();
    waiting.clear();
    sequence = 0;
    while (sequence < inFlight) {
      file(write);
    }
  }

  /** Whether the oldest write is received. */
  @Benchmark
  public boolean acknowledgeWrite() {
    file(write);
    Ticket oldest = waiting.removeFirst();
    tracker.acknowledge(oldest.sequence());
    tracker.remove(oldest);
    return !oldest.isWaiting(Ticket.Stage.RECEIVED);
  }

  /** Whether the oldest barrier is received and synced. */
  @Benchmark
  public boolean acknowledgeBarrier() {
    file(barrier);
    Ticket oldest = waiting.removeFirst();
    tracker.acknowledge(oldest.sequence());
    tracker.sync(oldest.sequence());
    tracker.remove(oldest);
    return !oldest.isWaiting(Ticket.Stage.RECEIVED)
        && oldest.isBarrier() != oldest.isWaiting(Ticket.Stage.SYNCED);
  }

  private void file(Operation operation) {
    sequence++;
    // No worker waits: a wake-up is the scheduler's time, not the tracker's.
    Ticket ticket = new Ticket(sequence, operation, 0, null);
    tracker.add(ticket);
    waiting.addLast(ticket);
  }
}
