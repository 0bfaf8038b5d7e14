package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody takes what failed for done, and one failure does not keep the next work from its turn. */
@Timeout(20)
class CacheWorkTest {

  private static final long LONG_MILLIS = 10_000;

  private static CacheWork failed() {
    return CacheWork.begin(
        CacheWork.NOTHING,
        () -> {
          throw new OutOfMemoryError("as in a listing of a million files");
        });
  }

  @Test
  void aFailureIsTold() {
    CacheWork failed = failed();
    assertThatThrownBy(failed::await)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(OutOfMemoryError.class);
    assertThat(failed.await(LONG_MILLIS)).isFalse();
    failed.awaitEnd();
  }

  @Test
  void theNextOneIsDoneAllTheSame() {
    AtomicBoolean done = new AtomicBoolean();
    CacheWork next = CacheWork.begin(failed(), () -> done.set(true));
    next.await();
    assertThat(done).isTrue();
    assertThat(next.await(LONG_MILLIS)).isTrue();
  }

  @Test
  void oneComesAfterTheOtherAndAWaitEnds() {
    CountDownLatch held = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    CacheWork first = CacheWork.begin(CacheWork.NOTHING, () -> awaitQuietly(held));
    CacheWork second = CacheWork.begin(first, () -> done.set(true));
    assertThat(second.await(100)).isFalse();
    assertThat(done).isFalse();
    held.countDown();
    second.await();
    assertThat(done).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
