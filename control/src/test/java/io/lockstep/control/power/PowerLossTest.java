package io.lockstep.control.power;

import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.PairConfig;
import io.lockstep.node.role.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Power goes in every pattern; each time the two nodes become a mirror again without help, their
 * copies are equal, and whatever a program had synced is in both. More rounds with {@code
 * -Dlockstep.power.rounds=N}, a certain one with {@code -Dlockstep.power.seed=N} and {@code
 * -Dlockstep.power.cases=BOTH,SWAP}.
 */
class PowerLossTest {
  private static final int ROUNDS = Integer.getInteger("lockstep.power.rounds", 1);

  /** What is done before the power goes is no more than this, so a single round is short. */
  private static final int MOST_BEFORE = ROUNDS == 1 ? 400 : 1500;

  private static final long SEED = Long.getLong("lockstep.power.seed", System.nanoTime());
  private static final String CASES = System.getProperty("lockstep.power.cases", "");

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  private Random random;
  private PoweredPair pair;
  private PowerLoad load;

  /** When which power goes. */
  enum Case {
    BOTH,
    PRIMARY,
    MIRROR,
    ONE_AFTER_THE_OTHER,
    DURING_REINTEGRATION,
    DURING_SWAP,
    ALONE
  }

  @ParameterizedTest
  @ValueSource(strings = {"strict", "barrier"})
  void whatWasSyncedIsThereAndTheCopiesAreEqual(String mode) throws Exception {
    random = new Random(SEED + mode.hashCode());
    System.out.println("PowerLossTest " + mode + ", -Dlockstep.power.seed=" + SEED);
    pair = PoweredPair.start(harness, PairConfig.Settings.bare(mode), random);
    Path outside = harness.open(() -> TemporaryDirectory.create("lockstep-ledger-")).path();
    load = new PowerLoad(pair, outside, random);
    for (int round = 1; round <= ROUNDS; round++) {
      for (Case one : cases(mode)) {
        System.out.println("round " + round + ": " + one);
        round(one);
      }
    }
  }

  /** All in a random order where there is time for that, and otherwise those that matter most. */
  private List<Case> cases(String mode) {
    if (!CASES.isEmpty()) {
      return List.of(CASES.split(",")).stream().map(Case::valueOf).toList();
    }
    if (ROUNDS == 1) {
      return mode.equals("strict") ? List.of(Case.BOTH, Case.PRIMARY) : List.of(Case.BOTH);
    }
    List<Case> all = new ArrayList<>(List.of(Case.values()));
    Collections.shuffle(all, random);
    return all;
  }

  private void round(Case one) throws Exception {
    Node primary = pair.awaitPrimary();
    load.start(primary);
    load.awaitMore(100 + random.nextInt(MOST_BEFORE), 5);
    switch (one) {
      case BOTH -> {
        pair.losePower(anyOrder());
        powerOnBoth();
      }
      case PRIMARY -> {
        pair.losePower(primary);
        goOn(primary.other());
        pair.powerOn(primary);
      }
      case MIRROR -> {
        pair.losePower(primary.other());
        load.awaitMore(random.nextInt(500), 1);
        pair.powerOn(primary.other());
      }
      case ONE_AFTER_THE_OTHER -> oneAfterTheOther();
      case DURING_REINTEGRATION -> duringReintegration(primary);
      case DURING_SWAP -> duringSwap();
      case ALONE -> alone(primary);
    }
    pair.awaitMirrored();
    load.stop();
    pair.assertEqualCopies();
    load.check();
  }

  /** Programs work on the node that is left, once it serves. */
  private void goOn(Node left) throws Exception {
    load.stop();
    pair.await(left, Role.ALONE);
    load.start(left);
    load.awaitMore(random.nextInt(500), 1);
  }

  private Node[] anyOrder() {
    Node first = anyNode();
    return new Node[] {first, first.other()};
  }

  private Node anyNode() {
    return random.nextBoolean() ? Node.ALPHA : Node.BETA;
  }

  private void powerOnBoth() throws Exception {
    Node first = anyNode();
    pair.powerOn(first);
    pause(4000);
    pair.powerOn(first.other());
  }

  /** Until a random moment: no condition of the pair names it. The printed seed gives the same. */
  private void pause(int maxMillis) throws InterruptedException {
    // The moment itself is what is tested; nothing is awaited by it.
    Thread.sleep(random.nextInt(maxMillis));
  }

  private void oneAfterTheOther() throws Exception {
    Node first = anyNode();
    pair.losePower(first);
    pause(6000);
    pair.losePower(first.other());
    powerOnBoth();
  }

  private void duringReintegration(Node primary) throws Exception {
    pair.losePower(primary.other());
    load.awaitMore(random.nextInt(500), 1);
    pair.powerOn(primary.other());
    pause(3000);
    switch (random.nextInt(3)) {
      case 0 -> {
        pair.losePower(primary);
        pause(3000);
        pair.powerOn(primary);
      }
      case 1 -> {
        pair.losePower(primary.other());
        pause(3000);
        pair.powerOn(primary.other());
      }
      default -> {
        pair.losePower(anyOrder());
        powerOnBoth();
      }
    }
  }

  private void duringSwap() throws Exception {
    pair.swap();
    pause(1500);
    if (random.nextBoolean()) {
      pair.losePower(anyOrder());
      powerOnBoth();
    } else {
      Node one = anyNode();
      pair.losePower(one);
      pause(5000);
      pair.powerOn(one);
    }
  }

  /**
   * The only node that serves loses its power and returns by itself; its peer, which was only
   * stopped, comes back to what it was.
   */
  private void alone(Node primary) throws Exception {
    pair.killNode(primary.other());
    pair.await(primary, Role.ALONE);
    load.awaitMore(1000, 10);
    pair.losePower(primary);
    pair.powerOn(primary);
    goOn(primary);
    if (random.nextBoolean()) {
      pair.killDaemon(primary);
      pair.await(primary, Role.ALONE);
    }
    pair.restartNode(primary.other());
  }
}
