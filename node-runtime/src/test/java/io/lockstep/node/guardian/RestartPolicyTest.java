package io.lockstep.node.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.guardian.RestartPolicy.Decision;
import io.lockstep.node.guardian.RestartPolicy.Wish;
import io.lockstep.node.posix.Processes.Ending;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {

  private static final Wish RESUME = new Wish(true, 10_000);
  private static final Ending KILLED = new Ending(1, 9);
  private static final Ending EXIT_0 = new Ending(1, 0);
  private static final Ending EXIT_2 = new Ending(1, 2 << 8);

  private final RestartPolicy policy = new RestartPolicy();

  private Decision ended(Ending ending, boolean mounts, boolean told, Wish wish, long seconds) {
    return policy.ended(ending, mounts, told, wish, TimeUnit.SECONDS.toNanos(1000 + seconds));
  }

  @Test
  void anEndInOrderIsTheGuardiansEnd() {
    assertThat(ended(EXIT_0, false, false, RESUME, 0)).isEqualTo(new Decision.End());
    assertThat(ended(EXIT_2, false, false, RESUME, 0)).isEqualTo(new Decision.End());
    assertThat(ended(KILLED, false, true, RESUME, 0)).isEqualTo(new Decision.End());
  }

  @Test
  void aDaemonThatWasKilledIsStartedAgainAtOnce() {
    assertThat(ended(KILLED, true, false, RESUME, 0)).isEqualTo(new Decision.Restart(0));
    assertThat(KILLED.signal()).isEqualTo(9);
    assertThat(EXIT_2.exitCode()).isEqualTo(2);
  }

  @Test
  void oneThatEndsAndLeavesMountsHasCrashedToo() {
    assertThat(ended(EXIT_2, true, false, RESUME, 0)).isEqualTo(new Decision.Restart(300));
  }

  @Test
  void itIsGivenUpWhenItIsNotBackInTime() {
    assertThat(ended(KILLED, true, false, RESUME, 0)).isInstanceOf(Decision.Restart.class);
    assertThat(ended(EXIT_2, true, false, RESUME, 9)).isInstanceOf(Decision.Restart.class);
    assertThat(ended(EXIT_2, true, false, RESUME, 10)).isInstanceOf(Decision.GiveUp.class);
  }

  @Test
  void theTimeBeginsAnewWhenItHasDoneWhatItCameFor() {
    assertThat(ended(KILLED, true, false, RESUME, 0)).isInstanceOf(Decision.Restart.class);
    policy.settled();
    assertThat(policy.deadlineNanos(RESUME)).isZero();
    assertThat(ended(KILLED, true, false, RESUME, 30)).isEqualTo(new Decision.Restart(0));
    assertThat(policy.firstCrashNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(1030));
  }

  @Test
  void itIsGivenUpWhenItCrashesTooOften() {
    for (int second = 0; second < 5; second++) {
      assertThat(ended(KILLED, true, false, RESUME, second)).isInstanceOf(Decision.Restart.class);
      policy.settled();
    }
    assertThat(ended(KILLED, true, false, RESUME, 6)).isInstanceOf(Decision.GiveUp.class);
  }

  @Test
  void itIsGivenUpWhenItIsNotWishedBackOrTheGuardianWasToldToEnd() {
    Wish failover = Wish.of(List.of("failover", "10000"));
    assertThat(ended(KILLED, true, false, failover, 0)).isInstanceOf(Decision.GiveUp.class);
    assertThat(ended(KILLED, true, true, RESUME, 0)).isInstanceOf(Decision.GiveUp.class);
    assertThat(Wish.of(List.of())).isEqualTo(RESUME);
  }
}
