package io.lockstep.control.barriers;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.MirroredPair;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/**
 * The proof of a call's promise, in two halves: it does not return while the peer stands still, and
 * when it has returned, the primary is struck at once, and the peer has the effect.
 */
final class Promise {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** For how long the peer stands still. A call that waits for it cannot return, however slow. */
  private static final long STILL_MILLIS = 60;

  private final MirroredPair pair;

  Promise(MirroredPair pair) {
    this.pair = pair;
  }

  void prove(SystemCall call, Strike strike, String name, long seed) throws Exception {
    String which =
        "%s, %s, seed %d".formatted(call.name(), strike.getClass().getSimpleName(), seed);
    try (ExecutorService program = Executors.newSingleThreadExecutor();
        Scene scene = new Scene(pair.make(name), seed)) {
      call.prepare().run(scene);
      Future<?> returned = whilePeerStandsStill(which, program, call, strike, scene);
      returned.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      try {
        Path survivor = strike.survivor(name);
        Awaitility.await(which)
            .atMost(LIMIT)
            // A mirror acknowledges, then applies: what is looked at may come a moment later.
            .ignoreExceptionsInstanceOf(IOException.class)
            .untilAsserted(() -> call.effect().check(survivor, scene));
      } finally {
        strike.undo();
      }
    }
  }

  private Future<?> whilePeerStandsStill(
      String which, ExecutorService program, SystemCall call, Strike strike, Scene scene)
      throws Exception {
    int peer = Math.toIntExact(pair.harness().daemon(pair.primary().other()).pid());
    try (StandingStill still = StandingStill.of(peer)) {
      Future<?> returned =
          program.submit(
              () -> {
                call.call().run(scene);
                strike.now();
                return null;
              });
      assertThat(returnsWithin(returned))
          .as("%s: returned while process %d stood still", which, still.pid())
          .isFalse();
      return returned;
    }
  }

  private static boolean returnsWithin(Future<?> returned) throws Exception {
    try {
      returned.get(STILL_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillWaiting) {
      return false;
    }
  }
}
