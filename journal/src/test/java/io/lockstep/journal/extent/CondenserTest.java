package io.lockstep.journal.extent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Extent;
import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

class CondenserTest {

  private static final long FILE = 1500;
  private static final int ROUNDS = Integer.getInteger("lockstep.condenser.rounds", 3000);

  private final Condenser condenser = new Condenser(1);
  private long sequence = 1;

  private long follow(Operation operation) {
    condenser.follow(new Entry(1, sequence, 0, operation));
    return sequence++;
  }

  private long write(long offset, int length) {
    return follow(new Operation.Write(FILE, offset, MemorySegment.ofArray(new byte[length])));
  }

  @Test
  void aCondensedHistoryEndsWithTheSameFiles() {
    for (long seed = 1; seed <= ROUNDS; seed++) {
      ModelFiles whole = new ModelFiles();
      ModelFiles condensed = new ModelFiles();
      // Some of the files are older than what is condensed.
      new RandomHistory(seed, whole, 1).next(10).forEach(e -> condensed.apply(e.operation()));
      List<Entry> history = new RandomHistory(~seed, whole, 11).next(60);
      Condenser over = new Condenser(11);
      history.forEach(over::follow);
      CondensedWrites left = over.condense();
      history.forEach(entry -> condensed.apply(Remnants.of(entry.operation(), left, entry)));
      assertThat(condensed.view()).as("seed " + seed).isEqualTo(whole.view());
    }
  }

  @Test
  void whatIsOverwrittenLaterIsLeftOut() {
    long first = write(0, 4096);
    long second = write(4096, 4096);
    long third = write(0, 4096);
    CondensedWrites left = condenser.condense();
    assertThat(left.leftOf(first)).isEmpty();
    assertThat(left.leftOf(second)).isNull();
    assertThat(left.leftOf(third)).isNull();
    assertThat(left.savedBytes()).isEqualTo(4096);
    assertThat(left.writtenBytes()).isEqualTo(3 * 4096);
    assertThat(left.lastSequence()).isEqualTo(third);
  }

  @Test
  void theRestOfAWriteIsKept() {
    long whole = write(0, 1000);
    write(100, 50);
    write(500, 600);
    assertThat(condenser.condense().leftOf(whole))
        .containsExactly(new Extent(0, 100), new Extent(150, 350));
  }

  @Test
  void savingLessThanNamingTheRestTakesIsNoSaving() {
    long whole = write(0, 100);
    write(50, 10);
    CondensedWrites left = condenser.condense();
    assertThat(left.leftOf(whole)).isNull();
    assertThat(left.savedBytes()).isZero();
  }

  @Test
  void aShorterFileHasLostItsEnd() {
    long write = write(0, 8192);
    follow(new Operation.Truncate(FILE, 4096));
    assertThat(condenser.condense().leftOf(write)).containsExactly(new Extent(0, 4096));
  }

  /** The hole keeps the size that the write has brought about. */
  @Test
  void aHoleSupersedesNothing() {
    long write = write(0, 8192);
    follow(new Operation.Allocate(FILE, 3, 0, 8192));
    assertThat(condenser.condense().leftOf(write)).isNull();
  }

  @Test
  void aFileOfThisHistoryTakesItsBytesAlong() {
    Name name = Name.of("a");
    follow(new Operation.Create(1, name, FILE, 0100644, 0, 0, 0));
    long write = write(0, 4096);
    follow(new Operation.Link(FILE, 1, Name.of("b")));
    follow(new Operation.Unlink(1, name, FILE));
    assertThat(condenser.condense().leftOf(write)).isNull();
    follow(new Operation.Unlink(1, Name.of("b"), FILE));
    assertThat(condenser.condense().leftOf(write)).isEmpty();
  }

  /** It may have names that this history does not tell of. */
  @Test
  void anOlderFileMayHaveFurtherNames() {
    long write = write(0, 4096);
    follow(new Operation.Unlink(1, Name.of("a"), FILE));
    assertThat(condenser.condense().leftOf(write)).isNull();
  }

  /** Removing a large old tree is nothing to remember. */
  @Test
  void namesOfOlderFilesTakeNoRoom() {
    long first = write(0, 4096);
    Name name = Name.of("a");
    for (long id = 5000; id < 5000 + (1 << 18); id++) {
      follow(new Operation.Unlink(1, name, id));
      follow(new Operation.Link(id, 1, name));
      follow(new Operation.Heal(1, name, id, 0, 0, 0, 0, new byte[0]));
    }
    assertThat(condenser.isFull()).isFalse();
    write(0, 4096);
    assertThat(condenser.condense().leftOf(first)).isEmpty();
  }

  @Test
  void anIdOfAnotherEpochIsAnotherFile() {
    long write = write(0, 4096);
    Operation later = new Operation.Write(FILE, 0, MemorySegment.ofArray(new byte[4096]));
    condenser.follow(new Entry(2, sequence, 0, later));
    assertThat(condenser.condense().leftOf(write)).isNull();
  }

  /** Looking back, it finds the last ones first. */
  @Test
  void onlySoManyRestsAreKept() {
    int count = 200_000;
    for (int i = 0; i < count; i++) {
      write(1000L * i, 1000);
    }
    for (int i = 0; i < count; i++) {
      write(1000L * i + 400, 100);
    }
    CondensedWrites left = condenser.condense();
    assertThat(left.leftOf(count)).hasSize(2);
    assertThat(left.leftOf(1)).isNull();
    assertThat(left.savedBytes()).isEqualTo((1L << 17) * 100);
  }

  @Test
  void itsMemoryIsBounded() {
    long first = write(0, 4096);
    while (!condenser.isFull()) {
      write(2L * sequence * 4096, 4096);
    }
    assertThat(sequence).isBetween(1L << 20, (1L << 20) + 1);
    assertThat(condenser.condense().leftOf(first)).isNull();
  }
}
