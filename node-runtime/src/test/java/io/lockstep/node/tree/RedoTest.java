package io.lockstep.node.tree;

import static io.lockstep.node.tree.TreePair.ROOT;
import static io.lockstep.node.tree.TreePair.create;
import static io.lockstep.node.tree.TreePair.name;
import static io.lockstep.node.tree.TreePair.rename;
import static io.lockstep.node.tree.TreePair.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first restart after a kill. */
class RedoTest extends RedoFixture {

  private static final long A = 2000;
  private static final long B = 2001;
  private static final long D = 2002;

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
}
