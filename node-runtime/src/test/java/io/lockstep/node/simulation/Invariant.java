package io.lockstep.node.simulation;

/** What must hold after every step, and at the end. */
enum Invariant {
  ONE_ACKNOWLEDGER("I-1", "one node acknowledges at a time, and one in each epoch"),
  NOTHING_LOST("I-2", "what was acknowledged is in a copy that counts, and in whatever serves"),
  ENTITLED_HOLDS_ALL("I-2", "a node that could be granted the next epoch holds all acknowledged"),
  NO_STALE_PROMOTION("I-3", "only a copy that is up to date is promoted without a human"),
  MARKED_BEFORE_OVERWRITTEN("I-4", "INCONSISTENT is durable before a copy becomes a mixture"),
  EQUAL_BEFORE_TRUSTED("I-4", "a copy counts as up to date only when it equals its source"),
  USE_BEFORE_ANSWER("I-5", "epoch and its use are durable before the first answer in it"),
  PROMISE_BEFORE_QUESTION("I-5", "a number is promised durably before an arbiter is asked for it"),
  EQUAL_WHEN_HEALED("I-9", "once all faults have ended both trees become equal"),
  SYNCED_SURVIVES("I-10", "what an fsync covered survives any loss of power"),
  PREFIX("I-11", "the mirror's tree is a prefix of the primary's history, each operation once"),
  NOTHING_STALE("I-16", "epochs and promises never fall; what is older has no effect"),
  HELD_ARE_ANSWERED_ONCE("G1", "requests that a killed daemon left wait until it is decided"),
  NOTHING_SILENT("G8", "writes that only one copy holds are not overwritten after a split"),
  HEALS("G5", "once all faults have ended the pair becomes a mirror by itself"),
  DISCIPLINE("-", "the parts are used as they demand");

  private final String id;
  private final String words;

  Invariant(String id, String words) {
    this.id = id;
    this.words = words;
  }

  String id() {
    return id;
  }

  @Override
  public String toString() {
    return id + " (" + words + ")";
  }

  /** Throws unless it holds. */
  void holds(boolean condition, String format, Object... facts) {
    if (!condition) {
      throw broken(format, facts);
    }
  }

  Violation broken(String format, Object... facts) {
    return new Violation(this, format.formatted(facts));
  }
}
