package io.lockstep.journal.lineage;

/**
 * What two nodes that meet are to each other. {@code decide(a, b)} and {@code decide(b, a)} are
 * mirror images.
 */
public sealed interface Verdict {

  /** How the target is brought to the source's position. */
  enum Method {
    /** The journal from the common position on. */
    LOG,
    /** Comparing the trees. */
    STATE
  }

  /** The peer of a SOURCE is a TARGET with the same method and position. */
  record Source(Method method, long commonSequence, String why) implements Verdict {}

  /**
   * This node is brought up to date; whatever its journal holds beyond {@code commonSequence} was
   * never acknowledged.
   */
  record Target(Method method, long commonSequence, String why) implements Verdict {}

  /** Both have acknowledged writes that the other lacks. Neither is touched; a human chooses. */
  record Split(long commonSequence, String why) implements Verdict {}

  /** Nothing is done until a human decides. */
  record Manual(String why) implements Verdict {}

  /** These two do not belong together. */
  record Refuse(String why) implements Verdict {}
}
