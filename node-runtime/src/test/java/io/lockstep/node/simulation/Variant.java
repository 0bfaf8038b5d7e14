package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.node.role.Action;
import io.lockstep.node.role.Input;
import io.lockstep.node.role.Phase;
import java.util.List;

/** The product as it is. Who breaks it on purpose overrides one of these. */
class Variant {

  /** What a decision is carried out as. */
  List<Action> actions(Phase before, Input input, List<Action> decided) {
    return decided;
  }

  /** What reaches the role machine. */
  Input input(Input input) {
    return input;
  }

  /** What a node tells of itself. */
  Standing standing(Standing standing) {
    return standing;
  }

  /** What reaches the disk when the record is written. */
  NodeRecord written(NodeRecord before, NodeRecord after) {
    return after;
  }

  /** What a daemon that starts finds in its record. */
  NodeRecord started(NodeRecord record) {
    return record;
  }

  boolean regainsTrustByStarting() {
    return false;
  }

  boolean trustsTree(boolean trusted) {
    return trusted;
  }

  boolean answersBeforeThePeerHasIt() {
    return false;
  }

  boolean answersSyncsBeforeThePeerHasThem() {
    return false;
  }

  boolean acknowledgesBeforeItJournals() {
    return false;
  }

  boolean skipsMirrorWithoutConnection() {
    return false;
  }
}
