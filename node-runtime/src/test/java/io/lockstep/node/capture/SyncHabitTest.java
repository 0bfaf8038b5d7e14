package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.write.SyncHint;
import org.junit.jupiter.api.Test;

class SyncHabitTest {

  private final SyncHabit habit = new SyncHabit();

  private SyncHint write(int times) {
    SyncHint hint = SyncHint.NONE;
    for (int i = 0; i < times; i++) {
      hint = habit.wrote();
    }
    return hint;
  }

  @Test
  void expectsASyncAfterAsManyWritesAsTwiceBefore() {
    assertThat(write(2)).isEqualTo(SyncHint.NONE);
    habit.synced(true);
    assertThat(write(2)).isEqualTo(SyncHint.NONE);
    habit.synced(true);
    assertThat(habit.wrote()).isEqualTo(SyncHint.NONE);
    assertThat(habit.wrote()).isEqualTo(SyncHint.DATA);
    habit.synced(false);
    assertThat(write(2)).isEqualTo(SyncHint.ALL);
  }

  @Test
  void writingOnExpectsNothing() {
    for (int i = 0; i < 2; i++) {
      write(1);
      habit.synced(true);
    }
    assertThat(write(1)).isEqualTo(SyncHint.DATA);
    assertThat(write(1)).isEqualTo(SyncHint.NONE);
    habit.synced(true);
    assertThat(write(1)).isEqualTo(SyncHint.NONE);
  }

  @Test
  void aSyncWithoutAWriteSaysNothing() {
    for (int i = 0; i < 2; i++) {
      write(1);
      habit.synced(true);
      habit.synced(false);
    }
    assertThat(write(1)).isEqualTo(SyncHint.DATA);
  }

  @Test
  void manyWritesAreNoHabit() {
    for (int i = 0; i < 3; i++) {
      write(1_000);
      habit.synced(true);
    }
    for (int i = 0; i < 1_000; i++) {
      assertThat(habit.wrote()).isEqualTo(SyncHint.NONE);
    }
  }
}
