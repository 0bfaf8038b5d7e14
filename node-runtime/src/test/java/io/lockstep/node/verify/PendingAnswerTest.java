package io.lockstep.node.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PendingAnswerTest {

  private final PendingAnswer pending = new PendingAnswer(10_000);

  @Test
  void anAnswerToAnEarlierQuestionIsDropped() throws Exception {
    int first = pending.next();
    int second = pending.next();
    pending.deliver(new Answer(second, new Finding.Kept()));
    pending.deliver(new Answer(first, new Finding.Unable("late")));
    assertThat(pending.await()).isEqualTo(new Finding.Kept());
  }

  @Test
  void whoWaitsIsWokenByTheEndAndToldTheFirstReason() {
    pending.next();
    Thread.ofPlatform().start(() -> pending.end("the link has gone"));
    assertThatThrownBy(pending::await)
        .isInstanceOf(VerificationEnded.class)
        .hasMessage("the link has gone");
    pending.end("another reason");
    assertThatThrownBy(pending::check).hasMessage("the link has gone");
    assertThatThrownBy(() -> pending.pause(Long.MAX_VALUE / 4)).hasMessage("the link has gone");
  }

  @Test
  void aMirrorThatDoesNotAnswerEndsIt() {
    PendingAnswer impatient = new PendingAnswer(10);
    impatient.next();
    assertThatThrownBy(impatient::await).hasMessageContaining("has not answered");
  }
}
