package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import org.junit.jupiter.api.Test;

class AheadSyncsTest {

  private static final long FILE = 2000;
  private static final long OTHER = 2001;

  private final AheadSyncs aheads = new AheadSyncs();

  private AheadSyncs.Ahead take(boolean dataOnly) {
    return aheads.take(new Operation.Barrier(FILE, dataOnly));
  }

  @Test
  void whatWasAskedForCoversOneBarrier() {
    aheads.asked(FILE, 7, false);
    AheadSyncs.Ahead ahead = take(false);
    assertThat(ahead.sequence()).isEqualTo(7);
    assertThat(ahead.isDone()).isFalse();
    assertThat(take(false)).isNull();
  }

  @Test
  void anFsyncCoversAnFdatasyncButNotTheOtherWayRound() {
    aheads.asked(FILE, 7, true);
    assertThat(take(false)).isNull();
    assertThat(take(true)).isNotNull();
    aheads.asked(FILE, 8, false);
    assertThat(take(true)).isNotNull();
  }

  @Test
  void itIsDoneWhenThePeerHasSaidSo() {
    aheads.asked(FILE, 7, false);
    aheads.done(6);
    aheads.done(7);
    assertThat(take(false).isDone()).isTrue();
  }

  @Test
  void aLaterRequestTakesThePlaceOfAnEarlierOne() {
    aheads.asked(FILE, 7, false);
    aheads.asked(FILE, 9, false);
    aheads.done(7);
    AheadSyncs.Ahead ahead = take(false);
    assertThat(ahead.sequence()).isEqualTo(9);
    assertThat(ahead.isDone()).isFalse();
  }

  @Test
  void aChangeOfTheFileTakesTheCoverAway() {
    aheads.asked(FILE, 7, false);
    aheads.changed(new Operation.Truncate(OTHER, 0));
    assertThat(take(false)).isNotNull();
    aheads.asked(FILE, 8, false);
    aheads.changed(new Operation.Truncate(FILE, 0));
    assertThat(take(false)).isNull();
  }

  @Test
  void soDoesAChangeOfItsNames() {
    aheads.asked(FILE, 7, false);
    aheads.changed(new Operation.Link(FILE, Operation.FIRST_ROOT, Name.of("n")));
    assertThat(take(false)).isNull();
  }

  @Test
  void anotherEpochForgetsAll() {
    aheads.asked(FILE, 7, false);
    aheads.clear();
    aheads.done(7);
    assertThat(take(false)).isNull();
  }

  @Test
  void onlySoManyFilesAreRemembered() {
    for (int i = 0; i < 5_000; i++) {
      aheads.asked(FILE + i, i, false);
    }
    assertThat(take(false)).isNull();
    assertThat(aheads.take(new Operation.Barrier(FILE + 4_999, false))).isNotNull();
  }
}
