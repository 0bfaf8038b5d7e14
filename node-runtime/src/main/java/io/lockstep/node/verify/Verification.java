package io.lockstep.node.verify;

import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.FileTable;
import java.util.function.Consumer;

/**
 * One run over a module's tree. {@link #run} by one thread; {@link #totals} by all, and {@link
 * PendingAnswer#end} ends it.
 */
public final class Verification {

  private final Totals totals = new Totals();
  private final TreeVerification walk;

  /**
   * How it is done.
   *
   * @param id of the verification
   * @param heals whether the mirror is made equal
   * @param bytesPerSecond how fast at most each node reads its files
   */
  public record Order(String id, boolean heals, long bytesPerSecond) {}

  /**
   * A run that has not begun.
   *
   * @param files the ids of this node's files
   * @param directories number of replicated directories
   * @param mismatches told of each difference
   */
  public Verification(
      Order order,
      LiveNodes nodes,
      PendingAnswer answer,
      Examiner examiner,
      BackingTree tree,
      FileTable files,
      int directories,
      Consumer<Mismatch> mismatches) {
    Repair repair = order.heals() ? new Repair(nodes, tree, files, order.id()) : null;
    this.walk =
        new TreeVerification(
            examiner,
            directories,
            nodes,
            repair,
            new ReadRate(order.bytesPerSecond(), answer),
            totals,
            mismatches);
  }

  /** How far it is. */
  public Totals totals() {
    return totals;
  }

  /**
   * Compares everything.
   *
   * @throws VerificationEnded if it could not go on; what was found until then is told
   */
  public void run() throws VerificationEnded {
    walk.run();
  }
}
