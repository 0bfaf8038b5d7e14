package io.lockstep.control.barriers;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.MirroredPair;
import io.lockstep.control.testkit.PairConfig;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.posix.Mounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each call of the table in docs/filesystem.md, in both modes. {@code -Dlockstep.barrier.rounds=N}:
 * the primary is killed behind each of them, N times; without it behind one of them.
 */
final class PromisesTest {
  private static final int ROUNDS = Integer.getInteger("lockstep.barrier.rounds", 0);
  private static final long SEED = Long.getLong("lockstep.barrier.seed", System.nanoTime());
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  private MirroredPair pair;
  private int proofs;

  @ParameterizedTest
  @ValueSource(strings = {"strict", "barrier"})
  void whatReturnedIsOnThePeer(String mode) throws Exception {
    start(mode);
    boolean keepsBack = mode.equals("barrier");
    List<SystemCall> calls = calls(keepsBack);
    for (SystemCall call : calls) {
      prove(call, Strike.Stop.prepare(pair));
    }
    for (SystemCall call : toBeKilledBehind(calls)) {
      prove(call, Strike.Kill.prepare(pair));
    }
    if (keepsBack) {
      keepsBackWhatNobodySynced();
      syncfsSendsWhatIsKeptBack();
    }
    aPrimaryThatIsStoppedHandsOver(keepsBack);
  }

  private void start(String mode) throws Exception {
    // A node that stands still for a moment is not to be taken for a dead one on a busy machine.
    PairConfig.Settings patient =
        new PairConfig.Settings(mode, mount -> "{type: none}", List.of("peer-timeout: 30s"));
    pair = MirroredPair.start(harness, patient.with(node -> "heartbeat: {timeout: 30s}"));
  }

  private static List<SystemCall> calls(boolean keepsBack) {
    List<SystemCall> calls = new ArrayList<>(ContentCalls.both());
    calls.addAll(keepsBack ? ContentCalls.barrier() : ContentCalls.strict());
    calls.addAll(NameCalls.all());
    calls.addAll(AttributeCalls.all());
    return calls;
  }

  private static List<SystemCall> toBeKilledBehind(List<SystemCall> calls) {
    if (ROUNDS == 0) {
      return List.of(calls.get(new Random(SEED).nextInt(calls.size())));
    }
    return Collections.nCopies(ROUNDS, calls).stream().flatMap(List::stream).toList();
  }

  private void prove(SystemCall call, Strike strike) throws Exception {
    new Promise(pair).prove(call, strike, "proof" + proofs++, SEED);
  }

  /** The limit of mode barrier: neither names nor other files send the pages of an open file. */
  private void keepsBackWhatNobodySynced() throws Exception {
    Strike stop = Strike.Stop.prepare(pair);
    try (Scene scene = new Scene(pair.make("kept"), SEED)) {
      ContentCalls.writeOnly(scene);
      NameCalls.moveAway(scene);
      scene.finished("another");
      stop.now();
      try {
        Path survivor = stop.survivor("kept");
        Awaitility.await("seed " + SEED)
            .atMost(LIMIT)
            .untilAsserted(
                () -> assertThat(survivor.resolve("another")).hasBinaryContent(scene.content()));
        assertThat(survivor.resolve(NameCalls.OTHER)).isEmptyFile();
      } finally {
        stop.undo();
      }
    }
  }

  /** No barrier, since it need not wait for the peer; but no need to wait for the kernel either. */
  private void syncfsSendsWhatIsKeptBack() throws Exception {
    try (Scene scene = new Scene(pair.make("all"), SEED)) {
      ContentCalls.writeOnly(scene);
      assertThat(Mounts.syncfs(scene.file())).isZero();
      Awaitility.await("seed " + SEED)
          .atMost(LIMIT)
          .untilAsserted(() -> ContentCalls.isThere(pair.onSecondary("all"), scene));
    }
  }

  /** Also while a program keeps its file open. */
  private void aPrimaryThatIsStoppedHandsOver(boolean keepsBack) throws Exception {
    try (Scene scene = new Scene(pair.make("stopped"), SEED)) {
      if (keepsBack) {
        scene.finished(Scene.FILE);
        scene.create(0);
      } else {
        ContentCalls.writeOnly(scene);
      }
      pair.harness().node(pair.primary()).command(ModuleCommand.STOP);
      pair.awaitTakeover();
      ContentCalls.isThere(pair.onPrimary("stopped"), scene);
    }
  }
}
