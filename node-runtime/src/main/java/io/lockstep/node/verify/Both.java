package io.lockstep.node.verify;

/**
 * What both nodes have found at the same place of the order of operations.
 *
 * @param sequence the last operation that both had applied to what was looked at
 */
record Both(Finding here, Finding there, long sequence) {

  boolean isEqual() {
    return (here instanceof Finding.States a && there instanceof Finding.States b)
        ? a.states().equals(b.states())
        : here.equals(there);
  }

  /** Whether both have found one entry, of the same kind. */
  boolean isOfOneKind() {
    return here instanceof Finding.States a
        && there instanceof Finding.States b
        && !a.states().getFirst().isAbsent()
        && a.states().getFirst().isLike(b.states().getFirst());
  }

  /** Why one of them could not look, or empty. */
  String unable() {
    if (here instanceof Finding.Unable(String why)) {
      return "this node: " + why;
    }
    return there instanceof Finding.Unable(String why) ? "the mirror: " + why : "";
  }
}
