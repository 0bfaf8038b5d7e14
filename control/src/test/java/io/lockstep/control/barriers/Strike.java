package io.lockstep.control.barriers;

import static io.lockstep.node.posix.SystemCallException.check;

import io.lockstep.control.testkit.MirroredPair;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.node.posix.Processes;
import java.nio.file.Path;

/**
 * What happens to a primary at the moment a call returns; prepared before, so that it is at once.
 */
sealed interface Strike {

  /** Begins; does not wait for it. */
  void now();

  /** Where the survivor has what the primary calls {@code name}. */
  Path survivor(String name);

  /** Makes the pair whole again. */
  void undo() throws Exception;

  /** The daemon stands still: what it had not sent, the peer does not get. */
  record Stop(MirroredPair pair, int daemon) implements Strike {
    static Stop prepare(MirroredPair pair) throws Exception {
      return new Stop(pair, pid(pair, pair.primary()));
    }

    @Override
    public void now() {
      StandingStill.ask(daemon);
    }

    @Override
    public Path survivor(String name) {
      return pair.onSecondary(name);
    }

    @Override
    public void undo() {
      new StandingStill(daemon).close();
    }
  }

  /** SIGKILL to the guardian, so that it does not bring the daemon back, and to the daemon. */
  final class Kill implements Strike {
    private final MirroredPair pair;
    private final int guardian;
    private final int daemon;
    private boolean takenOver;

    private Kill(MirroredPair pair, int guardian, int daemon) {
      this.pair = pair;
      this.guardian = guardian;
      this.daemon = daemon;
    }

    static Kill prepare(MirroredPair pair) throws Exception {
      Node primary = pair.primary();
      return new Kill(pair, (int) pair.harness().node(primary).pid(), pid(pair, primary));
    }

    @Override
    public void now() {
      check("kill", Processes.kill(guardian, Processes.SIGKILL));
      // Perhaps the kernel was faster: it dies with its parent.
      Processes.kill(daemon, Processes.SIGKILL);
    }

    @Override
    public Path survivor(String name) {
      if (!takenOver) {
        pair.killPrimary();
        takenOver = true;
      }
      return pair.onPrimary(name);
    }

    @Override
    public void undo() throws Exception {
      pair.rejoin();
    }
  }

  private static int pid(MirroredPair pair, Node node) throws Exception {
    return Math.toIntExact(pair.harness().daemon(node).pid());
  }
}
