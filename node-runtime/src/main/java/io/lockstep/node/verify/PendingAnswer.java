package io.lockstep.node.verify;

import java.util.concurrent.TimeUnit;

/**
 * The answer that a verification waits for: one at a time. Whoever reads the link delivers it, and
 * whoever ends the verification wakes it. All threads.
 */
public final class PendingAnswer {

  private final long timeoutNanos;
  private int number;
  private Finding finding;
  private String ended;

  /**
   * Nothing is waited for yet.
   *
   * @param timeoutMillis how long the mirror may take for one answer
   */
  public PendingAnswer(long timeoutMillis) {
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  /** The number of the next question; an answer to an earlier one is of no use any more. */
  synchronized int next() {
    finding = null;
    number++;
    return number;
  }

  /** From the link; what nobody waits for is dropped. */
  public synchronized void deliver(Answer answer) {
    if (answer.number() == number) {
      finding = answer.finding();
      notifyAll();
    }
  }

  /** No further answer will come; only the first reason counts. */
  public synchronized void end(String why) {
    ended = ended == null ? why : ended;
    notifyAll();
  }

  /**
   * Goes on if it may.
   *
   * @throws VerificationEnded if it was ended
   */
  synchronized void check() throws VerificationEnded {
    if (ended != null) {
      throw new VerificationEnded(ended);
    }
  }

  /** Lets some time pass, unless it is ended. */
  synchronized void pause(long nanos) throws VerificationEnded {
    long deadline = System.nanoTime() + nanos;
    while (ended == null && waitUntil(deadline)) {}
    check();
  }

  synchronized Finding await() throws VerificationEnded {
    long deadline = System.nanoTime() + timeoutNanos;
    while (finding == null && ended == null && waitUntil(deadline)) {}
    check();
    if (finding == null) {
      throw new VerificationEnded(
          "the mirror has not answered within "
              + TimeUnit.NANOSECONDS.toSeconds(timeoutNanos)
              + " s");
    }
    return finding;
  }

  /** False when the time is over. */
  private boolean waitUntil(long deadline) throws VerificationEnded {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      return false;
    }
    try {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VerificationEnded("interrupted");
    }
    return true;
  }
}
