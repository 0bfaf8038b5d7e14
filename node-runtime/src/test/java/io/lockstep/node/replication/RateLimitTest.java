package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void noLimitNeverDelays() {
    RateLimit limit = new RateLimit(0, 0);
    assertThat(limit.delayNanos(Long.MAX_VALUE / 2, 0)).isZero();
    assertThat(limit.delayNanos(Long.MAX_VALUE / 2, 0)).isZero();
  }

  @Test
  void whoWaitsAsToldSendsAtTheRate() {
    RateLimit limit = new RateLimit(1_000_000, 0);
    Random random = new Random(7);
    long now = 0;
    long sent = 0;
    while (now < 10 * SECOND) {
      long bytes = 1 + random.nextInt(10_000);
      now += limit.delayNanos(bytes, now) + random.nextInt(1000);
      sent += bytes;
    }
    assertThat(sent).isBetween(9_900_000L, 10_120_000L);
  }

  @Test
  void aPauseIsNotMadeUpForByALongBurst() {
    RateLimit limit = new RateLimit(1_000_000, 0);
    long now = 3600 * SECOND;
    long burst = 0;
    while (limit.delayNanos(1000, now) == 0) {
      burst += 1000;
    }
    assertThat(burst).isBetween(99_000L, 101_000L);
  }
}
