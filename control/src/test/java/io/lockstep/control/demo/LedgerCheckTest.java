package io.lockstep.control.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerCheckTest {
  private static final Order ONE = new Order(1, "k1", "one");
  private static final Order TWO = new Order(2, "k2", "two");

  @Test
  void isCleanWhenEveryAcknowledgedOrderIsThereOnce() {
    assertThat(LedgerCheck.compare(List.of(ONE), List.of(ONE, TWO)).isClean()).isTrue();
  }

  @Test
  void findsAnOrderThatIsNotThere() {
    assertThat(LedgerCheck.compare(List.of(ONE, TWO), List.of(ONE)).lost()).containsExactly(TWO);
  }

  @Test
  void findsAnOrderThatIsThereWithAnotherNumberOrContent() {
    List<Order> renumbered = List.of(new Order(7, "k1", "one"));
    List<Order> changed = List.of(new Order(1, "k1", "uno"));

    assertThat(LedgerCheck.compare(List.of(ONE), renumbered).lost()).containsExactly(ONE);
    assertThat(LedgerCheck.compare(List.of(ONE), changed).lost()).containsExactly(ONE);
  }

  @Test
  void findsAnOrderThatIsThereTwice() {
    List<Order> twice = List.of(ONE, new Order(2, "k1", "one"));
    List<Order> oneNumber = List.of(ONE, new Order(1, "k9", "nine"));

    assertThat(LedgerCheck.compare(List.of(ONE), twice).repeated()).hasSize(2);
    assertThat(LedgerCheck.compare(List.of(ONE), oneNumber).repeated()).hasSize(2);
  }
}
