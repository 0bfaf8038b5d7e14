package io.lockstep.control.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventStoreTest {

  @TempDir private Path folder;
  private EventStore store;

  @BeforeEach
  void open() {
    store = EventStore.at(folder.resolve("events"), "alpha");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void anEventComesBackAsItWas() {
    UUID id = UUID.randomUUID();
    store.append(
        new NewEvent(
            id,
            42,
            "demo",
            "disk.full",
            "node:alpha",
            7,
            Map.of("text", "a\n\"b\" ü", "left", 12L)));

    RecordedEvent event = store.query(EventQuery.all(10)).getFirst();

    assertThat(event.id()).isEqualTo(id);
    assertThat(event.stream()).isEqualTo("module:demo");
    assertThat(event.version()).isEqualTo(1);
    assertThat(event.timeMillis()).isEqualTo(42);
    assertThat(event.node()).isEqualTo("alpha");
    assertThat(event.type()).isEqualTo("disk.full");
    assertThat(event.epoch()).isEqualTo(7);
    assertThat(event.facts()).containsEntry("text", "a\n\"b\" ü").containsEntry("left", 12);
    assertThat(event.previousHash()).isEqualTo(EventHash.GENESIS);
    assertThat(event.hash()).isEqualTo(EventHash.of(event));
  }

  @Test
  void theSameIdIsKeptOnce() {
    NewEvent event = Events.event("demo", "module.started", 1, Map.of());
    store.append(event);
    store.append(event);

    assertThat(store.query(EventQuery.all(10))).hasSize(1);
    assertThat(store.version("demo")).isEqualTo(1);
  }

  @Test
  void everyStreamCountsForItselfAndTheChainGoesThroughAll() {
    for (String module : List.of("", "a", "b", "a", "", "a")) {
      store.append(Events.event(module, "thing.happened", 1, Map.of()));
    }

    assertThat(store.version("")).isEqualTo(2);
    assertThat(store.version("a")).isEqualTo(3);
    assertThat(store.version("b")).isEqualTo(1);
    assertThat(store.version("c")).isZero();
    assertThat(store.verifyChain()).isEmpty();
  }

  @Test
  void aDecisionOnAnOldVersionIsRefused() {
    RecordedEvent first = store.append(Events.event("demo", "thing.happened", 1, Map.of()), 0);
    assertThat(first.version()).isEqualTo(1);

    NewEvent late = Events.event("demo", "thing.happened", 2, Map.of());
    assertThatExceptionOfType(VersionConflictException.class)
        .isThrownBy(() -> store.append(late, 0))
        .withMessage("expected stream module:demo at version 0, found it at 1");
    assertThat(store.append(late, 1).version()).isEqualTo(2);
  }

  @Test
  void ofManyThreadsThatExpectTheSameVersionOneWins() throws Exception {
    Callable<Boolean> attempt =
        () -> {
          try {
            store.append(Events.event("demo", "thing.happened", 1, Map.of()), 0);
            return true;
          } catch (VersionConflictException e) {
            return false;
          }
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      long winners = 0;
      for (var result : threads.invokeAll(Collections.nCopies(8, attempt))) {
        winners += result.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    }
    assertThat(store.version("demo")).isEqualTo(1);
  }

  @Test
  void filtersCombine() {
    store.append(Events.event("a", "role.changed", 100, Map.of()));
    store.append(Events.event("a", "disk.full", 200, Map.of()));
    store.append(Events.event("b", "role.changed", 300, Map.of()));
    store.append(
        new NewEvent(UUID.randomUUID(), 400, "a", "role.claimed", "cli:root", 1, Map.of()));

    assertThat(times(query("a", null, null, null, null))).containsExactly(100L, 200L, 400L);
    assertThat(times(query(null, "role.changed", null, null, null))).containsExactly(100L, 300L);
    assertThat(times(query(null, "role.*", null, null, null))).containsExactly(100L, 300L, 400L);
    assertThat(times(query(null, "role", null, null, null))).isEmpty();
    assertThat(times(query(null, null, 200L, 400L, null))).containsExactly(200L, 300L);
    assertThat(times(query(null, null, null, null, "cli:root"))).containsExactly(400L);
    assertThat(times(query("a", "role.*", 150L, null, "cli:root"))).containsExactly(400L);
    assertThat(times(query("' OR 1=1 --", null, null, null, null))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void pagesFollowEachOtherWithoutGapOrRepetition(boolean newestFirst) {
    for (int i = 1; i <= 10; i++) {
      store.append(Events.event("demo", "thing.happened", i, Map.of()));
    }
    List<Long> seen = new ArrayList<>();
    OptionalLong after = OptionalLong.empty();
    while (true) {
      List<RecordedEvent> page =
          store.query(
              new EventQuery(
                  Optional.empty(),
                  Optional.empty(),
                  OptionalLong.empty(),
                  OptionalLong.empty(),
                  Optional.empty(),
                  after,
                  3,
                  newestFirst));
      if (page.isEmpty()) {
        break;
      }
      seen.addAll(times(page));
      after = OptionalLong.of(page.getLast().position());
    }
    assertThat(newestFirst ? seen.reversed() : seen)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
  }

  @Test
  void everyRoleHasAnIntervalAndReadinessAloneBeginsNone() {
    store.append(Events.roleChanged("demo", "WAIT", "NOT_READY", 100));
    store.append(Events.roleChanged("demo", "PRIM", "TRANSIENT", 200));
    store.append(Events.roleChanged("demo", "PRIM", "READY", 250));
    store.append(Events.roleChanged("demo", "STOP", "NOT_READY", 300));

    assertThat(store.roleIntervals())
        .extracting(RoleInterval::role, RoleInterval::fromMillis, RoleInterval::untilMillis)
        .containsExactly(
            tuple("WAIT", 100L, 200L), tuple("PRIM", 200L, 300L), tuple("STOP", 300L, null));
    assertThat(store.currentRoles())
        .singleElement()
        .satisfies(role -> assertThat(role.sinceMillis()).isEqualTo(300))
        .satisfies(role -> assertThat(role.readiness()).isEqualTo("NOT_READY"));
  }

  @ParameterizedTest
  @CsvSource({"1", "20261122"})
  void rebuiltViewsAreEqual(long seed) {
    Random random = new Random(seed);
    List<String> roles = List.of("STOP", "WAIT", "ALONE", "PRIM", "SECOND");
    for (int i = 0; i < 30; i++) {
      String module = "m" + random.nextInt(3);
      store.append(
          random.nextInt(4) == 0
              ? Events.event(module, "thing.happened", i, Map.of())
              : Events.roleChanged(module, roles.get(random.nextInt(5)), "READY", i));
    }
    List<CurrentRole> current = store.currentRoles();
    List<RoleInterval> intervals = store.roleIntervals();
    assertThat(intervals).isNotEmpty();

    store.rebuildProjections();

    assertThat(store.currentRoles()).isEqualTo(current);
    assertThat(store.roleIntervals()).isEqualTo(intervals);
  }

  @Test
  void anythingMayBeAFactAndNothingIsTooLong() {
    String worst = "\u0001".repeat(10_000);
    Map<String, Object> facts = new LinkedHashMap<>();
    for (int i = 0; i < 200; i++) {
      facts.put(i + worst, worst);
    }
    facts.put("path", Path.of("/tmp"));
    store.append(new NewEvent(UUID.randomUUID(), 1, worst, worst, worst, 1, facts));
    store.append(Events.event("demo", "odd.fact", 2, Collections.singletonMap("none", null)));
    store.append(
        Events.event("demo", "odd.fact", 3, Map.of("nan", Double.NaN, "path", Path.of("/x"))));

    assertThat(store.query(EventQuery.all(10))).hasSize(3);
    assertThat(store.query(EventQuery.all(10)).getLast().facts())
        .containsEntry("nan", "NaN")
        .containsEntry("path", "/x");
    assertThat(store.verifyChain()).isEmpty();
  }

  @Test
  void whatWasClosedIsThereAfterOpening() {
    store.append(Events.roleChanged("demo", "PRIM", "READY", 1));
    store.close();
    store.close();
    assertThatExceptionOfType(EventStoreException.class)
        .isThrownBy(() -> store.version("demo"))
        .withMessageContaining("is closed");

    open();

    assertThat(store.version("demo")).isEqualTo(1);
    assertThat(store.currentRoles()).hasSize(1);
    store.append(Events.event("demo", "thing.happened", 2, Map.of()));
    assertThat(store.verifyChain()).isEmpty();
  }

  @Test
  void anInterruptedThreadDoesNotCloseTheDatabase() {
    store.append(Events.event("demo", "thing.happened", 1, Map.of()));
    Thread.currentThread().interrupt();
    try {
      store.append(Events.event("demo", "thing.happened", 2, Map.of()));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(store.version("demo")).isEqualTo(2);
  }

  private List<RecordedEvent> query(
      String module, String type, Long since, Long until, String actor) {
    return store.query(
        new EventQuery(
            Optional.ofNullable(module),
            Optional.ofNullable(type),
            since == null ? OptionalLong.empty() : OptionalLong.of(since),
            until == null ? OptionalLong.empty() : OptionalLong.of(until),
            Optional.ofNullable(actor),
            OptionalLong.empty(),
            100,
            false));
  }

  private static List<Long> times(List<RecordedEvent> events) {
    return events.stream().map(RecordedEvent::timeMillis).toList();
  }
}
