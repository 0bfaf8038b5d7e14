package io.lockstep.node.tree;

import static io.lockstep.node.tree.TreePair.ROOT;
import static io.lockstep.node.tree.TreePair.create;
import static io.lockstep.node.tree.TreePair.name;
import static io.lockstep.node.tree.TreePair.rename;
import static io.lockstep.node.tree.TreePair.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A mirror that is killed more than once in one epoch: after a restart it goes on in a segment that
 * does not tell again what the ids of the earlier ones mean.
 */
class RedoContinuationTest extends RedoFixture {

  private static final long A = 2000;
  private static final long B = 2001;
  private static final long D = 2002;

  private void allDone() {
    entries.subList((int) applied.low(), entries.size()).forEach(this::done);
  }

  /** The first kill: what it had begun is finished, then the journal goes on without bindings. */
  private void killedAndContinued() {
    makesEqual();
    newSegment(List.of());
  }

  @Test
  void namesBoundBeforeTheFirstKillAreFoundAfterTheSecond() {
    journals(
        create("a", A),
        new Operation.MakeDirectory(ROOT, name("d"), D, 0755, 0, 0),
        new Operation.Rename(ROOT, name("a"), D, name("b"), 0, A, 0));
    done(entries.get(0));
    killedAndContinued();
    journals(write(A, 0, "after the first kill"), rename("d", "e", 0, D, 0), write(A, 5, "more"));
    killedAndContinued();
    journals(write(A, 10, "after the second"));
    makesEqual();
  }

  @Test
  void somethingDoneInTheContinuationChangesWhereAnEarlierNameLeads() {
    journals(
        new Operation.MakeDirectory(ROOT, name("d"), D, 0755, 0, 0),
        new Operation.Create(D, name("a"), A, 0100600, 0, 0, 0));
    allDone();
    killedAndContinued();
    journals(rename("d", "e", 0, D, 0), write(A, 0, "in e/a"));
    done(entries.get(2));
    makesEqual();
  }

  /** The continuation alone would take the file for deleted: it knows only one of its names. */
  @Test
  void aFileThatLostTheOnlyNameItsContinuationKnowsIsStillThere() {
    journals(create("a", A));
    allDone();
    killedAndContinued();
    journals(
        new Operation.Link(A, ROOT, name("second")),
        new Operation.Unlink(ROOT, name("second"), A),
        write(A, 0, "not lost"));
    done(entries.get(1));
    done(entries.get(2));
    makesEqual();
  }

  @Test
  void anotherEpochTellsNothingOfTheseIds() {
    journals(create("a", A), create("b", B));
    allDone();
    makesEqual();
    journal.beginSegment(new SegmentHeader(1, new UUID(8, 8), journal.lastSequence() + 1));
    journals(write(A, 0, "whose?"));
    Redo.Failure failure = restart().failure().orElseThrow();
    assertThat(failure.entry().sequence()).isEqualTo(3);
    assertThat(applied.isApplied(3)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
  void makesEqualAfterManyKillsInOneEpoch(long seed) {
    Random random = new Random(seed);
    RandomOperations operations = new RandomOperations(seed);
    for (int kill = 0; kill < 4; kill++) {
      int begin = entries.size();
      while (entries.size() < begin + 120) {
        Operation op = operations.next();
        if (journal(op)) {
          operations.follow(op);
        }
        // The primary begins a segment of its own now and then.
        if (random.nextInt(150) == 0) {
          newSegment(operations.context());
        }
      }
      mirrorKilledAt(begin + 60 + random.nextInt(50), random);
      killedAndContinued();
      knowsIdsAgain(operations);
    }
  }

  /** A mirror applies in order: the last operation begun is doubtful, the rest is missing. */
  private void mirrorKilledAt(int at, Random random) {
    entries.subList((int) applied.low(), at).forEach(this::done);
    Entry last = entries.get(at);
    boolean exchange = last.operation() instanceof Operation.Rename renamed && renamed.flags() != 0;
    if (!exchange && !(last.operation() instanceof Operation.Bind)) {
      applied.started(last.sequence());
      if (random.nextBoolean()) {
        applyRight(last);
      }
    }
  }

  /** What the source tells a mirror that comes back: the context at the common position. */
  private void knowsIdsAgain(RandomOperations operations) {
    operations.context().forEach(pair::onlyThere);
  }
}
