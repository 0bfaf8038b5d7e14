package io.lockstep.node.verify;

/** What makes an entry of the mirror equal to the primary's. */
enum Remedy {
  /** It is removed: the primary has none. */
  REMOVE,
  /** It is made anew: the mirror has none, or something of another kind. */
  MAKE,
  /** Its attributes are set. */
  SET,
  /** One of several names of a file: which others there are on the mirror is not known. */
  LINKS;

  static Remedy of(EntryState here, EntryState there) {
    if (here.isAbsent()) {
      return REMOVE;
    }
    if (there.isAbsent() || !here.isLike(there)) {
      return here.links() > 1 ? LINKS : MAKE;
    }
    return here.links() == there.links() ? SET : LINKS;
  }
}
