package io.lockstep.node.module;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressEventsTest {

  private static final long SECOND = 1_000_000_000L;

  private final List<Map<String, Object>> told = new ArrayList<>();
  private final ProgressEvents events = new ProgressEvents(told::add);

  private void lookEverySecond(long fromSecond, long toSecond, boolean fed) {
    for (long second = fromSecond; second < toSecond; second++) {
      Optional<Map<String, Object>> sent =
          fed ? Optional.of(Map.of("second", second)) : Optional.empty();
      events.look(sent, second * SECOND);
    }
  }

  @Test
  void aLongOneIsToldOfEverMoreSeldom() {
    lookEverySecond(0, 160, true);
    assertThat(told)
        .containsExactly(
            Map.of("second", 10L),
            Map.of("second", 30L),
            Map.of("second", 70L),
            Map.of("second", 150L));
  }

  @Test
  void aShortOneIsNotToldOfAndTheNextBeginsAnew() {
    lookEverySecond(0, 9, true);
    lookEverySecond(9, 100, false);
    lookEverySecond(100, 109, true);
    assertThat(told).isEmpty();
    lookEverySecond(109, 111, true);
    assertThat(told).containsExactly(Map.of("second", 110L));
  }

  @Test
  void thePaceIsTold() {
    Pace pace = new Pace(4 * SECOND);
    assertThat(pace.ofBytes(8 << 20)).isEqualTo("8.0 MiB sent, 2.0 MiB/s");
    assertThat(pace.ofRest(100, 250)).isEqualTo(", about 10 s left");
    assertThat(pace.ofRest(0, 250)).isEmpty();
  }
}
