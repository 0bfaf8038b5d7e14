package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestLogTest {

  private static final long RESENT = Long.MIN_VALUE;

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("requests.0");
  }

  /** A request that reached the journal under that number, by a process that ends then. */
  private void begin(RequestLog log, int worker, long unique, long sequence) {
    RequestSlot slot = log.slot(worker);
    slot.begin(unique);
    slot.about(unique * 10);
    if (sequence != 0) {
      slot.placing(sequence);
      slot.placing(sequence + 5); // What heals it later does not count.
    }
  }

  private static boolean wasDone(RequestLog log, long unique) {
    RequestSlot slot = log.slot(0);
    slot.begin(unique);
    return slot.wasDone(true);
  }

  @Test
  void whatWasJournaledIsKnownToTheNextProcess() {
    try (RequestLog log = RequestLog.fresh(file())) {
      begin(log, 0, 2, 100);
      begin(log, 1, 4, 101);
      begin(log, 2, 6, 0);
    }
    try (RequestLog log = RequestLog.left(file(), 100)) {
      assertThat(wasDone(log, 4 | RESENT)).as("placed, and killed before the journal").isFalse();
      assertThat(wasDone(log, 6 | RESENT)).as("not begun").isFalse();
      assertThat(wasDone(log, 2)).as("another request").isFalse();
      assertThat(wasDone(log, 2 | RESENT)).isTrue();
      assertThat(log.slot(0).identity()).isEqualTo(20);
      assertThat(log.resent()).isEqualTo(new ResendCount(3, 1));
    }
  }

  @Test
  void whatIsNotAnsweredIsKnownToTheOneAfter() {
    try (RequestLog log = RequestLog.fresh(file())) {
      begin(log, 0, 2, 100);
      begin(log, 1, 4, 101);
    }
    try (RequestLog log = RequestLog.left(file(), 101)) {
      RequestSlot slot = log.slot(1);
      slot.begin(2 | RESENT);
      assertThat(slot.wasBegun()).isTrue();
      slot.end();
      slot.begin(4 | RESENT);
    }
    // The journal's end says nothing any more about what was placed in it by the first process.
    try (RequestLog log = RequestLog.left(file(), 50)) {
      assertThat(wasDone(log, 2 | RESENT)).as("answered").isFalse();
      assertThat(wasDone(log, 4 | RESENT)).isTrue();
    }
  }

  @Test
  void aFreshLogKnowsNothing() {
    try (RequestLog log = RequestLog.fresh(file())) {
      begin(log, 0, 2, 100);
    }
    try (RequestLog log = RequestLog.fresh(file())) {
      assertThat(wasDone(log, 2 | RESENT)).isFalse();
    }
  }

  @Test
  void aLocalChangeCountsAsBegun() {
    try (RequestLog log = RequestLog.fresh(file())) {
      RequestSlot slot = log.slot(0);
      slot.begin(8);
      slot.changesLocally();
    }
    try (RequestLog log = RequestLog.left(file(), 0)) {
      assertThat(wasDone(log, 8 | RESENT)).isTrue();
    }
  }
}
