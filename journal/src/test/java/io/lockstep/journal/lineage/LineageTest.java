package io.lockstep.journal.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineageTest {

  private static Lineage of(long... firstSequences) {
    Lineage lineage = Lineage.EMPTY;
    for (int i = 0; i < firstSequences.length; i++) {
      UUID id = new UUID(0, i + 1);
      lineage =
          lineage.plus(
              new Epoch(i + 1, id, firstSequences[i], Epoch.Kind.ALONE, "alpha", "test", false, 0));
    }
    return lineage;
  }

  /** Epochs from 10, 20 and, of which nothing was written yet, 31. */
  @ParameterizedTest
  @CsvSource({"5,1", "10,1", "19,1", "20,2", "30,2", "31,3", "40,3"})
  void aCutJournalIsInTheEpochOfItsLastRecord(long sequence, long number) {
    assertThat(of(10, 20, 31).epochOfCut(sequence).orElseThrow().number()).isEqualTo(number);
  }

  @Test
  void aNewNodeHasNone() {
    assertThat(Lineage.EMPTY.epochOfCut(0)).isEmpty();
  }
}
