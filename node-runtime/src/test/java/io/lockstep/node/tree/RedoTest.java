package io.lockstep.node.tree;

import static io.lockstep.node.tree.TreePair.ROOT;
import static io.lockstep.node.tree.TreePair.create;
import static io.lockstep.node.tree.TreePair.name;
import static io.lockstep.node.tree.TreePair.rename;
import static io.lockstep.node.tree.TreePair.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalOptions;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The left tree gets every operation; on the right the process is killed with some under way. A
 * kill is a map that is closed with operations started and not marked.
 */
class RedoTest {

  private static final long A = 2000;
  private static final long B = 2001;
  private static final long D = 2002;
  private static final UUID EPOCH = new UUID(1, 2);

  @TempDir Path directory;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment record = arena.allocate(2 << 20);
  private final List<Entry> entries = new ArrayList<>();
  private TreePair pair;
  private Journal journal;
  private AppliedMap applied;

  @BeforeEach
  void open() throws IOException {
    pair =
        new TreePair(
            Files.createDirectory(directory.resolve("left")),
            Files.createDirectory(directory.resolve("right")));
    journal = Journal.open(directory.resolve("journal"), new JournalOptions(1 << 20, 0));
    journal.beginSegment(new SegmentHeader(1, EPOCH, 1));
    applied = AppliedMap.open(directory.resolve("applied"));
  }

  @AfterEach
  void close() {
    applied.close();
    journal.close();
    pair.close();
    arena.close();
  }

  /** Journals what succeeds on the left. */
  private boolean journal(Operation op) {
    long now = pair.tick();
    if (pair.here.apply(op, now, pair.hereFiles) != 0) {
      return false;
    }
    Entry entry = new Entry(1, journal.lastSequence() + 1, now, op);
    int length = OperationCodec.encode(entry, record, 0);
    journal.append(record.asSlice(0, length));
    entries.add(entry);
    return true;
  }

  private void journals(Operation... operations) {
    for (Operation op : operations) {
      assertThat(journal(op)).as("%s", op).isTrue();
    }
  }

  private void newSegment(List<Operation.Bind> context) {
    journal.beginSegment(new SegmentHeader(1, EPOCH, journal.lastSequence() + 1));
    context.forEach(this::journal);
  }

  private void applyRight(Entry entry) {
    assertThat(pair.there.apply(entry.operation(), entry.timeNanos(), pair.thereFiles)).isZero();
  }

  private void done(Entry entry) {
    int slot = applied.started(entry.sequence());
    applyRight(entry);
    applied.applied(slot, entry.sequence());
  }

  private Redo.Result restart() {
    applied.close();
    applied = AppliedMap.open(directory.resolve("applied"));
    return Redo.run(journal, applied, pair.there, journal.lastSequence());
  }

  private void makesEqual() {
    assertThat(restart().failure()).isEmpty();
    assertThat(applied.low()).isEqualTo(journal.lastSequence());
    pair.assertEqual();
  }

  @Test
  void hasNothingToDoWhenAllIsApplied() {
    journals(create("a", A), write(A, 0, "x"));
    entries.forEach(this::done);
    assertThat(restart()).isEqualTo(new Redo.Result(0, 0, Optional.empty()));
    pair.assertEqual();
  }

  @Test
  void appliesAllToAnEmptyTree() {
    journals(
        create("a", A),
        write(A, 0, "x"),
        new Operation.MakeDirectory(ROOT, name("d"), D, 0755, 0, 0),
        new Operation.Rename(ROOT, name("a"), D, name("a"), 0, A, 0),
        write(A, 1, "y"),
        new Operation.Unlink(D, name("a"), A));
    makesEqual();
  }

  @Test
  void findsFilesWhereAppliedRenamesHavePutThem() {
    journals(
        new Operation.MakeDirectory(ROOT, name("d"), D, 0755, 0, 0),
        new Operation.Create(D, name("a"), A, 0100600, 0, 0, 0),
        write(A, 0, "not applied"),
        rename("d", "e", 0, D, 0));
    done(entries.get(0));
    done(entries.get(1));
    done(entries.get(3));
    makesEqual();
  }

  @Test
  void finishesDoubtfulOperationsOfEveryOutcome() {
    journals(create("a", A), create("b", B), rename("a", "c", 0, A, 0), write(A, 0, "last"));
    done(entries.get(0));
    applied.started(2);
    applied.started(3);
    applyRight(entries.get(2));
    Redo.Result result = restart();
    assertThat(result.failure()).isEmpty();
    assertThat(result.doubtful()).isEqualTo(2);
    assertThat(result.missing()).isEqualTo(1);
    pair.assertEqual();
  }

  @Test
  void doesNotGuessWhetherAnExchangeHappened() {
    journals(create("a", A), create("b", B), rename("a", "b", Directories.RENAME_EXCHANGE, A, B));
    done(entries.get(0));
    done(entries.get(1));
    applied.started(3);
    Redo.Failure failure = restart().failure().orElseThrow();
    assertThat(failure.errno()).isEqualTo(Errno.ESTALE);
    assertThat(failure.entry().sequence()).isEqualTo(3);
    applied.applied(failure.slot(), 3);
    assertThat(restart().failure()).isEmpty();
  }

  @Test
  void skipsFilesThatWereDeletedMeanwhile() {
    journals(create("a", A), write(A, 0, "late"), new Operation.Unlink(ROOT, name("a"), A));
    done(entries.get(0));
    done(entries.get(2));
    makesEqual();
  }

  @Test
  void keepsTheIdsOfDifferentSegmentsApart() {
    journals(create("a", A), create("b", B));
    newSegment(List.of(new Operation.Bind(A, ROOT, name("b"))));
    pair.hereFiles.put(A, pair.hereFiles.get(B));
    journals(write(A, 0, "into b"));
    done(entries.get(0));
    makesEqual();
    assertThat(TreeDescription.of(pair.right).get("b")).contains("size=6");
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 15})
  void makesEqualAfterAKillAtAnyMoment(long seed) {
    Random random = new Random(seed);
    RandomOperations operations = new RandomOperations(seed);
    while (entries.size() < 400) {
      Operation op = operations.next();
      if (journal(op)) {
        operations.follow(op);
      }
      if (random.nextInt(100) == 0) {
        newSegment(operations.context());
      }
    }
    killedAt(300 + random.nextInt(80), random);
    makesEqual();
  }

  /** Up to {@code at} all is applied; then what does not conflict with something missing may be. */
  private void killedAt(int at, Random random) {
    entries.subList(0, at).forEach(this::done);
    Set<Long> missing = new HashSet<>();
    for (Entry entry : entries.subList(at, Math.min(at + 30, entries.size()))) {
      Set<Long> touched = touched(entry.operation());
      boolean free = touched.stream().noneMatch(missing::contains);
      int outcome = random.nextInt(4);
      if (free && (outcome > 1 || entry.operation() instanceof Operation.Bind)) {
        done(entry);
        continue;
      }
      missing.addAll(touched);
      boolean exchange =
          entry.operation() instanceof Operation.Rename rename
              && (rename.flags() & Directories.RENAME_EXCHANGE) != 0;
      if (!exchange && outcome > 0) {
        applied.started(entry.sequence());
        if (free && outcome == 1) {
          applyRight(entry);
        }
      }
    }
  }

  private static Set<Long> touched(Operation op) {
    return switch (op) {
      case Operation.Bind bind -> Set.of(bind.fileId());
      case Operation.Create made -> Set.of(made.parentId(), made.fileId());
      case Operation.MakeDirectory made -> Set.of(made.parentId(), made.fileId());
      case Operation.Symlink made -> Set.of(made.parentId(), made.fileId());
      case Operation.Link made -> Set.of(made.parentId(), made.fileId());
      case Operation.Unlink gone -> Set.of(gone.parentId(), gone.fileId());
      case Operation.RemoveDirectory gone -> Set.of(gone.parentId(), gone.fileId());
      case Operation.Rename r ->
          new HashSet<>(List.of(r.parentId(), r.newParentId(), r.fileId(), r.replacedId()));
      case Operation.Write write -> Set.of(write.fileId());
      case Operation.Truncate truncate -> Set.of(truncate.fileId());
      case Operation.Allocate allocate -> Set.of(allocate.fileId());
      case Operation.Barrier barrier -> Set.of(barrier.fileId());
      case Operation.SetAttributes set -> Set.of(set.fileId());
      case Operation.SetXattr set -> Set.of(set.fileId());
      case Operation.RemoveXattr remove -> Set.of(remove.fileId());
      case Operation.Heal heal -> Set.of(heal.parentId(), heal.fileId());
    };
  }
}
