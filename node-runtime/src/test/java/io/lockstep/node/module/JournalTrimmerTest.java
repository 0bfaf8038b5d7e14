package io.lockstep.node.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Handshake;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalOptions;
import io.lockstep.journal.log.JournalReader;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import io.lockstep.node.module.Retention.Peer;
import io.lockstep.node.role.ModuleState;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real journal is kept at its size, and the handshake knows what is gone. */
@Timeout(60)
class JournalTrimmerTest {

  private static final long SEGMENT_BYTES = 256 << 10;
  private static final long RETAIN_BYTES = 4 * SEGMENT_BYTES;
  private static final Epoch TOGETHER = epoch(1, 1, Epoch.Kind.MIRRORED);
  private static final UUID MODULE = new UUID(3, 3);

  @TempDir Path directory;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment record = arena.allocate(8 << 10);
  private Journal journal;
  private AppliedMap applied;
  private JournalTrimmer trimmer;
  private Epoch current = TOGETHER;

  private static Epoch epoch(long number, long first, Epoch.Kind kind) {
    return new Epoch(number, new UUID(5, number), first, kind, "alpha", "test", false, 0);
  }

  @BeforeEach
  void open() {
    journal =
        Journal.open(directory.resolve("journal"), JournalOptions.ofSegmentBytes(SEGMENT_BYTES));
    applied = AppliedMap.open(directory.resolve("applied"));
    trimmer = trimmer(0);
    begin(TOGETHER);
  }

  private JournalTrimmer trimmer(long retainMillis) {
    Retention retention = new Retention(RETAIN_BYTES, retainMillis, SEGMENT_BYTES);
    return new JournalTrimmer(journal, applied, retention, directory);
  }

  @AfterEach
  void close() {
    trimmer.close();
    applied.close();
    journal.close();
    arena.close();
  }

  private void begin(Epoch epoch) {
    current = epoch;
    journal.beginSegment(new SegmentHeader(epoch.number(), epoch.id(), journal.lastSequence() + 1));
  }

  /** Writes of 4 KiB, each in the tree at once. */
  private void write(int records) {
    write(records, 1);
  }

  private void write(int records, long timeNanos) {
    for (int i = 0; i < records; i++) {
      if (journal.wantsNewSegment()) {
        begin(current);
      }
      long sequence = journal.lastSequence() + 1;
      Operation write = new Operation.Write(2000, 0, MemorySegment.ofArray(new byte[4096]));
      int bytes =
          OperationCodec.encode(new Entry(current.number(), sequence, timeNanos, write), record, 0);
      journal.append(record.asSlice(0, bytes));
      applied.skipped(sequence);
    }
  }

  private long segmentDirectories() throws IOException {
    try (Stream<Path> all = Files.list(directory.resolve("journal"))) {
      return all.filter(Files::isDirectory).count();
    }
  }

  private Standing standing(String node, int index, Epoch... lived) {
    NodeRecord fresh = NodeRecord.fresh("cluster", "db", node, "boot").withModuleId(MODULE);
    NodeRecord lasting = fresh;
    for (Epoch epoch : lived) {
      lasting = lasting.withLineage(lasting.lineage().plus(epoch));
    }
    ModuleState state = ModuleState.stopped(lasting, true, false);
    ScopeRecord scope = ScopeRecord.read(directory.resolve("scope"), Exclusion.NONE);
    return new OwnStanding(journal, applied, List.of(directory), Exclusion.NONE, scope)
        .of(lasting, state, index, true);
  }

  /** A peer whose tree and journal, whole from the start, end at this position of epoch 1. */
  private Standing peerAt(long last) {
    NodeRecord record = standing("beta", 1, TOGETHER).record();
    return new Standing(record, 1, 1, last, last, last, true, false, false);
  }

  @Test
  void theDiskStaysBoundedAndAReaderOfWhatIsKeptGoesOn() throws IOException {
    write(400);
    try (JournalReader reader = journal.reader(journal.lastSequence() - 50)) {
      for (int i = 0; i < 50; i++) {
        assertThat(reader.next()).isTrue();
      }
      trimmer.trim(new Peer.Mirrors(journal.lastSequence()));
      assertThat(journal.firstSequence()).isGreaterThan(1);
      assertThat(reader.next()).isTrue();
    }
    for (int round = 0; round < 60; round++) {
      write(70);
      trimmer.trim(new Peer.Mirrors(journal.lastSequence()));
      assertThat(journal.bytesOnDisk()).isLessThan(RETAIN_BYTES + 2 * SEGMENT_BYTES);
    }
    // One directory more may be that of a segment which is prepared, or not yet begun.
    assertThat(segmentDirectories()).isBetween(2L, journal.segments().size() + 1L);
    assertThat(journal.segments()).hasSizeLessThan(7);
    assertThat(journal.lastSequence()).isEqualTo(400 + 60 * 70);
  }

  @Test
  void aPeerThatIsAwayIsToldOfOnceAndThenSynchronisedByState() {
    write(100);
    long common = journal.lastSequence();
    Epoch alone = epoch(2, common + 1, Epoch.Kind.ALONE);
    begin(alone);
    write(60);
    Peer away = new Peer.Away(common);
    assertThat(trimmer.trim(away)).isEmpty();
    assertThat(verdict(alone, common)).isEqualTo(Verdict.Method.LOG);
    write(1000);
    assertThat(trimmer.trim(away))
        .contains(new JournalTrimmer.Dropped(journal.firstSequence(), false, true));
    assertThat(journal.firstSequence()).isGreaterThan(common + 1);
    assertThat(verdict(alone, common)).isEqualTo(Verdict.Method.STATE);
    write(200);
    assertThat(trimmer.trim(away).filter(JournalTrimmer.Dropped::leavesPeerBehind)).isEmpty();
  }

  /** Exactly up to the common position is not too much. */
  @Test
  void aJournalThatBeginsRightBehindTheCommonPositionIsEnough() {
    write(100);
    long common = journal.lastSequence();
    Epoch alone = epoch(2, common + 1, Epoch.Kind.ALONE);
    begin(alone);
    write(10);
    journal.dropBefore(common + 1);
    assertThat(journal.firstSequence()).isEqualTo(common + 1);
    assertThat(verdict(alone, common)).isEqualTo(Verdict.Method.LOG);
    assertThat(verdict(alone, common - 1)).isEqualTo(Verdict.Method.STATE);
  }

  private Verdict.Method verdict(Epoch alone, long peerLast) {
    Standing source = standing("alpha", 0, TOGETHER, alone);
    Verdict verdict = Handshake.decide(source, peerAt(peerLast));
    assertThat(verdict).isInstanceOf(Verdict.Source.class);
    Verdict mirrored = Handshake.decide(peerAt(peerLast), source);
    assertThat(((Verdict.Target) mirrored).method()).isEqualTo(((Verdict.Source) verdict).method());
    return ((Verdict.Source) verdict).method();
  }

  @Test
  void aClosedTrimmerDropsNothing() {
    write(600);
    trimmer.close();
    assertThat(trimmer.trim(new Peer.Free())).isEmpty();
    assertThat(journal.firstSequence()).isEqualTo(1);
  }

  /** Some segments of long ago, one that reaches into today, and one of today. */
  @Test
  void whatIsOlderThanWantedGoes() {
    write(100, 1);
    long today = journal.lastSequence() + 1;
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    write(50, now);
    long next = journal.segments().getLast().header().firstSequence();
    assertThat(next).isGreaterThan(today);
    assertThat(trimmer(0).trim(new Peer.Free())).isEmpty();
    trimmer(3_600_000).trim(new Peer.Free());
    assertThat(journal.firstSequence()).isLessThan(today);
    assertThat(journal.segments().get(1).header().firstSequence()).isGreaterThanOrEqualTo(today);
  }
}
