package io.lockstep.control.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alters the history behind the store's back. */
class ChainTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeTenEvents() {
    file = folder.resolve("events");
    try (EventStore store = EventStore.at(file, "alpha")) {
      for (int i = 1; i <= 10; i++) {
        store.append(Events.event("demo", "thing.happened", i, Map.of("n", i)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE event SET payload = '{\"n\":6}' WHERE position = 5",
        "UPDATE event SET actor = 'somebody' WHERE position = 5",
        "UPDATE event SET time_millis = time_millis + 1 WHERE position = 5",
        "UPDATE event SET epoch = 99 WHERE position = 5",
        "UPDATE event SET version = 50 WHERE position = 5",
        "UPDATE event SET type = 'thing.not.happened' WHERE position = 5",
        "UPDATE event SET module = '' WHERE position = 5",
        "UPDATE event SET hash = '" + "ab" + "' WHERE position = 5",
      })
  void aChangedEventIsFound(String tampering) {
    assertThat(brokenAfter(tampering).map(BrokenLink::position)).contains(5L);
  }

  @Test
  void aRemovedEventIsFoundAtTheNextOne() {
    assertThat(brokenAfter("DELETE FROM event WHERE position = 5"))
        .hasValueSatisfying(
            broken -> {
              assertThat(broken.position()).isEqualTo(6);
              assertThat(broken.message()).startsWith("event 6: expected previous hash ");
            });
  }

  @Test
  void aRemovedBeginningIsFound() {
    assertThat(brokenAfter("DELETE FROM event WHERE position < 4").map(BrokenLink::position))
        .contains(4L);
  }

  @Test
  void anUntouchedHistoryIsWhole() {
    assertThat(brokenAfter("SELECT 1")).isEmpty();
  }

  private Optional<BrokenLink> brokenAfter(String tampering) {
    EventDatabase.at(file).useHandle(handle -> handle.execute(tampering));
    try (EventStore store = EventStore.at(file, "alpha")) {
      return store.verifyChain();
    }
  }
}
