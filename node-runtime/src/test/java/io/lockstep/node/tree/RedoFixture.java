package io.lockstep.node.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalOptions;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import io.lockstep.node.posix.Directories;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The left tree gets every operation; on the right the process is killed with some under way. A
 * kill is a map that is closed with operations started and not marked.
 */
abstract class RedoFixture {

  private static final UUID EPOCH = new UUID(1, 2);

  @TempDir Path directory;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment record = arena.allocate(2 << 20);
  final List<Entry> entries = new ArrayList<>();
  TreePair pair;
  Journal journal;
  AppliedMap applied;

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
  boolean journal(Operation op) {
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

  void journals(Operation... operations) {
    for (Operation op : operations) {
      assertThat(journal(op)).as("%s", op).isTrue();
    }
  }

  void newSegment(List<Operation.Bind> context) {
    journal.beginSegment(new SegmentHeader(1, EPOCH, journal.lastSequence() + 1));
    context.forEach(this::journal);
  }

  void applyRight(Entry entry) {
    assertThat(pair.there.apply(entry.operation(), entry.timeNanos(), pair.thereFiles)).isZero();
  }

  void done(Entry entry) {
    int slot = applied.started(entry.sequence());
    applyRight(entry);
    applied.applied(slot, entry.sequence());
  }

  Redo.Result restart() {
    applied.close();
    applied = AppliedMap.open(directory.resolve("applied"));
    return Redo.run(journal, applied, pair.there, journal.lastSequence());
  }

  void makesEqual() {
    assertThat(restart().failure()).isEmpty();
    assertThat(applied.low()).isEqualTo(journal.lastSequence());
    pair.assertEqual();
  }

  /** Up to {@code at} all is applied; then what does not conflict with something missing may be. */
  void killedAt(int at, Random random) {
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
      case Operation.OfFile file -> Set.of(file.fileId());
      case Operation.Heal heal -> Set.of(heal.parentId(), heal.fileId());
    };
  }
}
