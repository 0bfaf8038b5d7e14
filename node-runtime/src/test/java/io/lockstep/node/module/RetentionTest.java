package io.lockstep.node.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.log.SegmentExtent;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.node.module.Retention.Decision;
import io.lockstep.node.module.Retention.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionTest {

  private static final Decision NOTHING = new Decision(0, false);
  private static final Peer FREE = new Peer.Free();

  private final Retention retention = new Retention(300, 0, 100);

  /** Each holds 10 records and takes 100 bytes; 1 to 10, 11 to 20 and so on, one epoch each. */
  private static List<SegmentExtent> segments(int count) {
    List<SegmentExtent> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(segment(i + 1, 10L * i + 1, 10L * i + 10));
    }
    return all;
  }

  private static SegmentExtent segment(long epoch, long first, long last) {
    return new SegmentExtent(new SegmentHeader(epoch, new UUID(1, epoch), first), last, 100);
  }

  /** Six segments, 600 bytes of which 300 are kept: all applied here, peers of every kind. */
  @ParameterizedTest
  @CsvSource({
    // what the peer has, where the drop ends for one that mirrors
    "0, 0",
    "9, 0",
    "10, 11",
    "19, 11",
    "20, 21",
    "29, 21",
    "30, 31",
    "45, 31",
    "60, 31",
  })
  void nothingGoesThatAMirrorHasNotApplied(long applied, long dropBelow) {
    assertThat(retention.decide(segments(6), 60, new Peer.Mirrors(applied)))
        .isEqualTo(new Decision(dropBelow, false));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "9, true", "29, true", "30, false", "31, false", "60, false"})
  void aPeerThatIsAwayIsLeftBehindWhenTheJournalOutgrowsWhatIsKept(long holds, boolean behind) {
    assertThat(retention.decide(segments(6), 60, new Peer.Away(holds)))
        .isEqualTo(new Decision(31, behind));
  }

  @Test
  void itIsLeftBehindOnce() {
    List<SegmentExtent> shortened = segments(7).subList(3, 7);
    assertThat(retention.decide(shortened, 70, new Peer.Away(20)))
        .isEqualTo(new Decision(41, false));
  }

  @Test
  void whatIsPromisedIsKeptForAPeerThatIsAway() {
    assertThat(retention.decide(segments(3), 30, new Peer.Away(0))).isEqualTo(NOTHING);
  }

  @Test
  void aRunningReintegrationKeepsEverything() {
    assertThat(retention.decide(segments(50), 500, new Peer.Reads())).isEqualTo(NOTHING);
  }

  @ParameterizedTest
  @CsvSource({"60, 31", "30, 31", "29, 21", "25, 21", "20, 21", "10, 11", "9, 0", "0, 0"})
  void whatThisNodeHasNotAppliedStays(long applied, long dropBelow) {
    assertThat(retention.decide(segments(6), applied, FREE))
        .isEqualTo(new Decision(dropBelow, false));
  }

  /** Segments 3 to 6 are of one epoch: the one before the redo's may tell its names. */
  @Test
  void aSegmentOfTheSameEpochThatARedoLeansOnStays() {
    List<SegmentExtent> all = new ArrayList<>(segments(2));
    for (int i = 2; i < 6; i++) {
      all.add(segment(9, 10L * i + 1, 10L * i + 10));
    }
    assertThat(retention.decide(all, 45, FREE)).isEqualTo(new Decision(31, false));
    assertThat(retention.decide(all, 35, FREE)).isEqualTo(new Decision(21, false));
    assertThat(retention.decide(all, 25, FREE)).isEqualTo(new Decision(21, false));
    assertThat(retention.decide(all, 5, FREE)).isEqualTo(NOTHING);
  }

  @Test
  void theNewestSegmentStaysHoweverLarge() {
    List<SegmentExtent> one =
        List.of(new SegmentExtent(new SegmentHeader(1, new UUID(1, 1), 1), 10, 1 << 20));
    assertThat(retention.decide(one, 10, FREE)).isEqualTo(NOTHING);
    assertThat(retention.decide(List.of(), 0, FREE)).isEqualTo(NOTHING);
  }

  /** 300 bytes are to be kept, but the disk needs room: what nobody can miss goes first. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 11", "100, 11", "150, 21", "200, 21", "9999, 21"})
  void aNearlyFullDiskKeepsLess(long shortBytes, long dropBelow) {
    assertThat(retention.decide(segments(3), 30, FREE, shortBytes, 0))
        .isEqualTo(new Decision(dropBelow, false));
  }

  @Test
  void aNearlyFullDiskKeepsWhatAMirrorHasNotApplied() {
    assertThat(retention.decide(segments(3), 30, new Peer.Mirrors(15), 9999, 0))
        .isEqualTo(new Decision(11, false));
  }

  @Test
  void emptySegmentsGoWithTheirNeighbours() {
    List<SegmentExtent> all = new ArrayList<>(segments(5));
    all.add(1, segment(7, 11, 10));
    assertThat(retention.decide(all, 50, FREE)).isEqualTo(new Decision(21, false));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "5, 0", "11, 11", "21, 21", "31, 21"})
  void whatIsTooOldGoesThoughThereIsSpace(long expiredBelow, long dropBelow) {
    assertThat(retention.decide(segments(3), 30, new Peer.Mirrors(25), 0, expiredBelow))
        .isEqualTo(new Decision(dropBelow, false));
    assertThat(retention.decide(segments(3), 30, new Peer.Reads(), 0, expiredBelow))
        .isEqualTo(NOTHING);
  }

  @Test
  void ageCountsOnlyWhereItIsAskedFor() {
    assertThat(retention.isExpired(0, Long.MAX_VALUE)).isFalse();
    Retention hour = new Retention(300, 3_600_000, 100);
    assertThat(hour.isExpired(1_000, 3_601_000)).isFalse();
    assertThat(hour.isExpired(1_000, 3_601_001)).isTrue();
  }
}
