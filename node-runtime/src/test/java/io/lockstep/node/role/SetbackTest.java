package io.lockstep.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SetbackTest {

  @Test
  void eachSetbackInARowDoublesThePauseUpToAMinute() {
    List<Long> pauses = new ArrayList<>();
    Setback setback = Setback.NONE;
    long now = 1_000;
    for (int i = 0; i < 10; i++) {
      setback = setback.next("full", now);
      pauses.add(setback.retryAtMillis() - now);
      now = setback.retryAtMillis();
      setback = setback.over();
    }
    assertThat(pauses)
        .containsExactly(
            500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 64_000L, 64_000L, 64_000L);
  }

  @Test
  void aQuietTimeMakesItANewStory() {
    Setback setback = Setback.NONE.next("full", 0).over().next("full", 1_000);
    assertThat(setback.inRow()).isEqualTo(2);
    assertThat(setback.next("full", 181_000).inRow()).isEqualTo(1);
  }

  @Test
  void roomThatIsBackEndsThePauseButNeverLengthensIt() {
    Setback setback = Setback.NONE.next("full", 1_000);
    assertThat(setback.retryAt(1_100).retryAtMillis()).isEqualTo(1_100);
    assertThat(setback.retryAt(9_999).retryAtMillis()).isEqualTo(1_500);
    assertThat(setback.isInTheWay()).isTrue();
    assertThat(setback.over().isInTheWay()).isFalse();
  }
}
