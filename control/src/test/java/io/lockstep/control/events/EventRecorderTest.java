package io.lockstep.control.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventRecorderTest {

  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1000), ZoneOffset.UTC);
  private static final long PLENTY = 1 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Path journal;
  private final List<NewEvent> taken = new CopyOnWriteArrayList<>();
  private final AtomicBoolean broken = new AtomicBoolean();

  private final EventSink sink =
      event -> {
        if (broken.get()) {
          throw new EventStoreException("the event database is broken");
        }
        taken.add(event);
      };

  @BeforeEach
  void nameJournal() {
    journal = folder.resolve("events.journal");
  }

  @Test
  void eventsReachTheStoreInOrder() throws Exception {
    try (EventStore store = EventStore.at(folder.resolve("events"), "alpha");
        EventRecorder recorder = EventRecorder.open(journal, store)) {
      for (int i = 0; i < 50; i++) {
        recorder.happened("demo", "thing.happened", "node:alpha", i, Map.of("n", i));
      }
      await().atMost(LIMIT).until(recorder::isDrained);

      assertThat(store.query(EventQuery.all(1000)))
          .extracting(RecordedEvent::epoch)
          .isSorted()
          .hasSize(50);
      assertThat(store.verifyChain()).isEmpty();
    }
  }

  @Test
  void happenedReturnsWhileTheStoreHangs() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    EventSink slow =
        event -> {
          try {
            hanging.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          taken.add(event);
        };
    try (EventRecorder recorder = EventRecorder.open(journal, slow, CLOCK, PLENTY)) {
      for (int i = 0; i < 100; i++) {
        recorder.happened("demo", "thing.happened", "node:alpha", i, Map.of());
      }
      assertThat(taken).isEmpty();
      hanging.countDown();
      await().atMost(LIMIT).until(() -> taken.size() == 100);
    }
    assertThat(taken).extracting(NewEvent::epoch).isSorted();
  }

  @Test
  void whatABrokenStoreRefusedComesWhenItWorksAgain() throws Exception {
    broken.set(true);
    try (EventRecorder recorder = EventRecorder.open(journal, sink, CLOCK, PLENTY)) {
      recorder.happened("demo", "first.event", "node:alpha", 1, Map.of());
      recorder.happened("demo", "second.event", "node:alpha", 1, Map.of());
      assertThat(recorder.isDrained()).isFalse();

      broken.set(false);

      await().atMost(LIMIT).until(recorder::isDrained);
    }
    assertThat(taken).extracting(NewEvent::type).containsExactly("first.event", "second.event");
    assertThat(taken).extracting(NewEvent::timeMillis).containsOnly(1000L);
  }

  @Test
  void whatWasNotTakenBeforeTheEndComesAfterTheNextStart() throws Exception {
    broken.set(true);
    try (EventRecorder recorder = EventRecorder.open(journal, sink, CLOCK, PLENTY)) {
      recorder.happened("demo", "first.event", "node:alpha", 1, Map.of());
    }
    assertThat(taken).isEmpty();
    broken.set(false);

    try (EventRecorder recorder = EventRecorder.open(journal, sink, CLOCK, PLENTY)) {
      recorder.happened("demo", "second.event", "node:alpha", 1, Map.of());
      await().atMost(LIMIT).until(recorder::isDrained);
    }
    assertThat(taken).extracting(NewEvent::type).containsExactly("first.event", "second.event");
  }

  @Test
  void aDamagedLineHoldsUpNothing() throws Exception {
    Files.writeString(journal, "rubbish\n");
    try (EventRecorder recorder = EventRecorder.open(journal, sink, CLOCK, PLENTY)) {
      recorder.happened("demo", "good.event", "node:alpha", 1, Map.of());
      await().atMost(LIMIT).until(recorder::isDrained);
    }
    assertThat(taken).extracting(NewEvent::type).containsExactly("good.event");
  }

  @Test
  void whatDoesNotFitIsCountedAndToldLater() throws Exception {
    broken.set(true);
    try (EventRecorder recorder = EventRecorder.open(journal, sink, CLOCK, 400)) {
      for (int i = 0; i < 10; i++) {
        recorder.happened("demo", "thing.happened", "node:alpha", i, Map.of());
      }
      broken.set(false);
      await()
          .atMost(LIMIT)
          .until(() -> taken.stream().anyMatch(event -> event.type().equals("events.dropped")));
    }
    NewEvent dropped = taken.getLast();
    assertThat(dropped.type()).isEqualTo("events.dropped");
    assertThat(dropped.facts()).containsEntry("count", 10 - (taken.size() - 1));
  }

  @Test
  void happenedNeverThrows() throws IOException {
    EventRecorder recorder = EventRecorder.open(journal, sink, CLOCK, PLENTY);
    recorder.close();
    Files.writeString(journal, "", StandardOpenOption.TRUNCATE_EXISTING);

    recorder.happened("demo", "too.late", "node:alpha", 1, Map.of());
    recorder.happened(null, null, null, 1, null);

    assertThat(taken).isEmpty();
  }

  @Test
  void anInterruptedCallerLosesNothing() throws Exception {
    try (EventRecorder recorder = EventRecorder.open(journal, sink, CLOCK, PLENTY)) {
      Thread.currentThread().interrupt();
      recorder.happened("demo", "first.event", "node:alpha", 1, Map.of());
      assertThat(Thread.interrupted()).isTrue();
      recorder.happened("demo", "second.event", "node:alpha", 1, Map.of());
      await().atMost(LIMIT).until(recorder::isDrained);
    }
    assertThat(taken).extracting(NewEvent::type).containsExactly("first.event", "second.event");
  }
}
