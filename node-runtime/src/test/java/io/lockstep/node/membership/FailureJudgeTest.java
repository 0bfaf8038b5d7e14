package io.lockstep.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureJudgeTest {

  /** Interval 200 ms, timeout 2 s, proof window 1 s. */
  private static final FailureJudge JUDGE = new FailureJudge(200, 2000, 1000, 10_000);

  /** Times in milliseconds, 0 is never, "now" is 100000. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          heartbeat a moment ago              | 99900 | 99000 | 0     | 0     | 0     | 1     | ALIVE
          only link traffic                   | 90000 | 99900 | 0     | 0     | 0     | 1     | ALIVE
          quiet for half the timeout          | 99000 | 98000 | 0     | 0     | 0     | 1     | ALIVE
          quiet for more than half            | 98999 | 98000 | 0     | 0     | 0     | 1     | SUSPECT
          quiet for the timeout               | 98000 | 98000 | 0     | 0     | 0     | 1     | SUSPECT
          quiet for more than the timeout     | 97999 | 97999 | 0     | 0     | 0     | 1     | DEAD
          link closed, heartbeats go on       | 99900 | 99000 | 99000 | 0     | 0     | 1     | ALIVE
          link closed and refused             | 99700 | 99800 | 99810 | 99820 | 0     | 1     | PROVEN
          refused, heartbeat after that       | 99900 | 99800 | 99810 | 99820 | 0     | 1     | ALIVE
          refused again after that heartbeat  | 99900 | 99800 | 99810 | 99910 | 0     | 1     | PROVEN
          refused before the link closed      | 99700 | 99800 | 99810 | 99805 | 0     | 1     | ALIVE
          refused, link never closed          | 99700 | 99800 | 0     | 99820 | 0     | 1     | ALIVE
          refused at the end of the window    | 98800 | 98800 | 98900 | 99800 | 0     | 1     | PROVEN
          refused beyond the window           | 98799 | 98799 | 98900 | 99800 | 0     | 1     | DEAD
          the link went long before it ended  | 99700 | 95000 | 95010 | 99800 | 0     | 1     | DEAD
          refused long ago, silent since      | 50000 | 50000 | 50001 | 50002 | 0     | 1     | PROVEN
          farewell                            | 99900 | 99900 | 0     | 0     | 99900 | 1     | PROVEN
          farewell, then heard anew           | 99950 | 99900 | 0     | 0     | 99900 | 1     | ALIVE
          farewell, then a pause              | 99000 | 99000 | 0     | 0     | 99000 | 99500 | SUSPECT
          silent, but we were paused          | 90000 | 90000 | 0     | 0     | 0     | 99900 | SUSPECT
          silent for a timeout after a pause  | 90000 | 90000 | 0     | 0     | 0     | 97999 | DEAD
          heard again after a pause           | 99950 | 90000 | 0     | 0     | 0     | 99900 | ALIVE
          refused before a pause              | 99000 | 99000 | 99001 | 99002 | 0     | 99900 | SUSPECT
          refused right after a pause         | 99850 | 99850 | 99860 | 99870 | 0     | 99840 | SUSPECT
          refused after a pause, not heard    | 90000 | 90000 | 90001 | 99000 | 0     | 98900 | DEAD
          heard, refused, all after a pause   | 99000 | 99000 | 99001 | 99002 | 0     | 98900 | PROVEN
          started, never heard                | 0     | 0     | 0     | 0     | 0     | 99000 | SUSPECT
          started, not heard for the timeout  | 0     | 0     | 0     | 0     | 0     | 97000 | DEAD
          """)
  void table(
      String situation,
      long heartbeat,
      long link,
      long closed,
      long refused,
      long farewell,
      long gap,
      String expected) {
    Verdict verdict =
        JUDGE.judge(
            new Observations(
                nanos(heartbeat),
                nanos(link),
                nanos(closed),
                nanos(refused),
                0,
                0,
                nanos(farewell),
                nanos(gap)),
            nanos(100_000));
    assertThat(word(verdict)).as("%s: %s", situation, verdict).isEqualTo(expected);
  }

  /** A daemon whose guardian answers: last heard, closed, refused, guardian, known down, gap. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          guardian answers                      | 99700 | 99700 | 0     | 99800 | 99800 | 1     | RESUMING
          guardian answered, now refuses        | 98000 | 98000 | 99900 | 99800 | 99800 | 1     | PROVEN
          the same, with a gap in between       | 95000 | 95000 | 99900 | 99800 | 0     | 1     | DEAD
          guardian refused before it answered   | 99700 | 99700 | 99750 | 99800 | 99800 | 1     | RESUMING
          heard again after the guardian        | 99900 | 99700 | 0     | 99800 | 99800 | 1     | ALIVE
          for longer than the limit             | 89999 | 90000 | 0     | 99900 | 99900 | 1     | DEAD
          just within the limit                 | 90001 | 90001 | 0     | 99900 | 99900 | 1     | RESUMING
          guardian not heard for the timeout    | 95000 | 95000 | 0     | 97999 | 97999 | 1     | DEAD
          guardian answered before the close    | 99700 | 99850 | 0     | 99800 | 99800 | 1     | ALIVE
          guardian answered before a pause      | 99500 | 99510 | 0     | 99600 | 99600 | 99700 | SUSPECT
          """)
  void aGuardianThatAnswers(
      String situation,
      long heard,
      long closed,
      long refused,
      long guardian,
      long knownDown,
      long gap,
      String expected) {
    Verdict verdict =
        JUDGE.judge(
            new Observations(
                nanos(heard),
                nanos(heard),
                nanos(closed),
                nanos(refused),
                nanos(guardian),
                nanos(knownDown),
                0,
                nanos(gap)),
            nanos(100_000));
    assertThat(word(verdict)).as("%s: %s", situation, verdict).isEqualTo(expected);
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Alive() -> "ALIVE";
      case Verdict.Suspect _ -> "SUSPECT";
      case Verdict.Resuming _ -> "RESUMING";
      case Verdict.Dead(String _, boolean proven) -> proven ? "PROVEN" : "DEAD";
    };
  }

  /** All observations out of seven moments each: what must hold whatever the situation. */
  @Test
  void everySituation() {
    long[] moments = {0, 96_500, 97_500, 98_500, 99_500, 99_900, 100_000};
    int judged = 0;
    for (long heartbeat : moments) {
      for (long link : moments) {
        for (long closed : moments) {
          for (long refused : moments) {
            for (long farewell : moments) {
              for (long gap : moments) {
                check(
                    new Observations(
                        nanos(heartbeat),
                        nanos(link),
                        nanos(closed),
                        nanos(refused),
                        0,
                        0,
                        nanos(farewell),
                        nanos(gap)));
                judged++;
              }
            }
          }
        }
      }
    }
    assertThat(judged).isEqualTo(117_649);
  }

  private static void check(Observations seen) {
    Verdict now = JUDGE.judge(seen, nanos(100_000));
    Verdict later = JUDGE.judge(seen, nanos(102_001));
    if (now instanceof Verdict.Dead(String _, boolean proven)) {
      assertThat(later).as("the dead stay dead: %s", seen).isInstanceOf(Verdict.Dead.class);
      assertThat(!proven || isProof(seen)).as("proof without ground: %s", seen).isTrue();
    }
    assertThat(later).as("silence ends in death: %s", seen).isInstanceOf(Verdict.Dead.class);
    if (now instanceof Verdict.Alive) {
      assertThat(seen.lastTrafficNanos())
          .as("no life without a sign since the last pause: %s", seen)
          .isGreaterThan(seen.tickGapNanos());
    }
  }

  private static boolean isProof(Observations seen) {
    boolean farewell =
        seen.farewellNanos() > seen.tickGapNanos()
            && seen.farewellNanos() >= seen.lastTrafficNanos();
    boolean refused =
        seen.linkClosedNanos() > 0
            && seen.reconnectRefusedNanos() >= seen.linkClosedNanos()
            && seen.reconnectRefusedNanos() >= seen.lastTrafficNanos()
            && seen.lastLinkTrafficNanos() > seen.tickGapNanos()
            && seen.reconnectRefusedNanos() - seen.lastLinkTrafficNanos() <= nanos(1000);
    return farewell || refused;
  }

  @Test
  void limitsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> new FailureJudge(200, 500, 100, 10_000))
        .hasMessageContaining("found interval 200 ms, timeout 500 ms, proof window 100 ms");
    assertThatThrownBy(() -> new FailureJudge(200, 2000, 2000, 10_000))
        .hasMessageContaining("proof window below the timeout");
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
