package io.lockstep.control.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed in the middle of appending. */
class KilledStoreTest {

  private static final int EVENTS_BEFORE_THE_KILL = 25;

  @TempDir private Path folder;

  /** The child: appends for ever and tells each id once it is appended. */
  public static void main(String[] arguments) {
    EventStore store = EventStore.at(Path.of(arguments[0]), "alpha");
    for (int i = 0; ; i++) {
      NewEvent event = Events.event("demo", "thing.happened", i, Map.of("n", i));
      store.append(event);
      System.out.println(event.id());
      System.out.flush();
    }
  }

  @Test
  void everythingAppendedIsThereAndTheChainIsWhole() throws Exception {
    Path file = folder.resolve("events");
    List<UUID> told = appendUntilKilled(file);

    try (EventStore store = EventStore.at(file, "alpha")) {
      assertThat(store.verifyChain()).isEmpty();
      assertThat(store.query(EventQuery.all(1000)))
          .extracting(RecordedEvent::id)
          .containsAll(told)
          .hasSizeGreaterThanOrEqualTo(EVENTS_BEFORE_THE_KILL);
      store.append(Events.event("demo", "thing.happened", 1, Map.of()));
      assertThat(store.verifyChain()).isEmpty();
    }
  }

  private static List<UUID> appendUntilKilled(Path file) throws Exception {
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledStoreTest.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
      List<UUID> told = out.lines().limit(EVENTS_BEFORE_THE_KILL).map(UUID::fromString).toList();
      child.destroyForcibly();
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return told;
    } finally {
      child.destroyForcibly();
    }
  }
}
