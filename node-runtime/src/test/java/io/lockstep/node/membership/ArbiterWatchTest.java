package io.lockstep.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ArbiterWatchTest {
  private static final Optional<String> ANSWERS = Optional.empty();
  private static final Optional<String> SILENT = Optional.of("silent");

  @Test
  void oneMissIsNoNewsAndEachChangeIsToldOnce() throws Exception {
    Scripted arbiter =
        new Scripted(List.of(ANSWERS, SILENT, ANSWERS, SILENT, SILENT, SILENT, ANSWERS, ANSWERS));
    List<String> told = new ArrayList<>();
    try (ArbiterWatch watch = ArbiterWatch.start(arbiter, "prod", recorder(told))) {
      assertThat(arbiter.looked.await(10, TimeUnit.SECONDS)).isTrue();
      while (!arbiter.script.isEmpty()) {
        watch.look();
      }
    }

    assertThat(told).containsExactly("unreachable: silent", "reachable");
  }

  private static ArbiterWatch.Listener recorder(List<String> told) {
    return new ArbiterWatch.Listener() {
      @Override
      public void unreachable(String why) {
        told.add("unreachable: " + why);
      }

      @Override
      public void reachable() {
        told.add("reachable");
      }
    };
  }

  private static final class Scripted implements ArbiterClient {
    private final Queue<Optional<String>> script;
    private final CountDownLatch looked = new CountDownLatch(1);

    private Scripted(List<Optional<String>> script) {
      this.script = new ArrayDeque<>(script);
    }

    @Override
    public Claim claim(String cluster, UUID moduleId, long epoch, String node, UUID epochId) {
      throw new AssertionError("a look claims nothing");
    }

    @Override
    public Optional<String> look(String cluster) {
      Optional<String> answer = script.remove();
      looked.countDown();
      return answer;
    }

    @Override
    public void close() {
      looked.countDown();
    }
  }
}
