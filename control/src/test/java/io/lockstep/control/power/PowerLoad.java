package io.lockstep.control.power;

import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.SharedClasses;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;

/**
 * Programs that work on the primary until it loses its power or they are stopped. They run on its
 * machine; what they were promised in any of their lives stands on this host's disk. One thread.
 */
final class PowerLoad {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> HEAP =
      List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final PoweredPair pair;
  private final Path outside;
  private final SqliteLoad sqlite;
  private final Random random;
  private final List<PromisedLife> lives = new ArrayList<>();
  private Process program;

  PowerLoad(PoweredPair pair, Path outside, Random random) {
    this.pair = pair;
    this.outside = outside;
    this.sqlite = new SqliteLoad(outside.resolve("rows"));
    this.random = random;
  }

  /** Programs begin to work on that node. */
  void start(Node primary) throws Exception {
    String name = Integer.toString(lives.size() + 1);
    PromisedLife life =
        new PromisedLife(name, random.nextLong(), outside.resolve("promises-" + name));
    List<String> command =
        SharedClasses.command()
            .of(
                SyncingProgram.class,
                HEAP,
                List.of(pair.mount(primary).toString(), name, Long.toString(life.seed())));
    program =
        new ProcessBuilder(pair.machine(primary).inside(command))
            .redirectOutput(life.ledger().toFile())
            .redirectError(outside.resolve("errors-" + name).toFile())
            .start();
    lives.add(life);
    sqlite.start(pair.machine(primary), pair.mount(primary));
  }

  /** Waits until more was done. */
  void awaitMore(int steps, int rows) throws IOException {
    PromisedLife life = lives.getLast();
    long wanted = life.steps() + steps;
    Awaitility.await("steps of the load").atMost(LIMIT).until(() -> life.steps() >= wanted);
    sqlite.awaitMore(rows);
  }

  /** SIGKILL; nothing of it runs when it returns. */
  void stop() throws InterruptedException {
    sqlite.stop();
    program.destroyForcibly().waitFor();
  }

  /** Whatever was promised is on both nodes. */
  void check() throws Exception {
    for (PromisedLife life : lives) {
      for (Node node : Node.values()) {
        life.check(pair.machine(node).backing());
      }
    }
    Node primary = pair.awaitPrimary();
    sqlite.check(pair.machine(primary), pair.mount(primary));
  }
}
