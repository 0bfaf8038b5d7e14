package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpinPolicyTest {

  private static final long SPIN = 50_000;

  private static long tries(SpinPolicy policy, int waits) {
    return IntStream.range(0, waits).filter(_ -> policy.budgetNanos() > 0).count();
  }

  @Test
  void spinningInVainEndsAndIsTriedAgainNowAndThen() {
    SpinPolicy policy = new SpinPolicy(SPIN);
    assertThat(policy.budgetNanos()).isEqualTo(SPIN);
    policy.miss();
    assertThat(tries(policy, 1024)).isEqualTo(4);
  }

  @Test
  void successKeepsItThroughAFewMisses() {
    SpinPolicy policy = new SpinPolicy(SPIN);
    IntStream.range(0, 100).forEach(_ -> policy.hit());
    IntStream.range(0, 3).forEach(_ -> policy.miss());
    assertThat(tries(policy, 100)).isEqualTo(100);
    policy.miss();
    assertThat(tries(policy, 100)).isLessThanOrEqualTo(1);
  }

  @Test
  void noBudgetNeverSpins() {
    assertThat(tries(new SpinPolicy(0), 1000)).isZero();
  }
}
