package io.lockstep.node.verify;

import io.lockstep.node.tree.Digest;

/**
 * A place where the mirror's copy is not what the primary's is.
 *
 * @param path below the module's directory; bytes outside of printable ASCII appear as {@code \xNN}
 * @param what differs, for people
 * @param offset of the bytes that differ; with a length of 0 it is the entry itself that differs
 * @param here digest of what the primary has, {@code there} of what the mirror has
 * @param sequence the operation up to which both had applied everything
 * @param healed whether they are equal now
 * @param unhealed why they are not, if that was asked for; otherwise empty
 */
public record Mismatch(
    int directory,
    String path,
    String what,
    long offset,
    long length,
    Digest here,
    Digest there,
    long sequence,
    boolean healed,
    String unhealed) {

  /** Whether the other is the piece of the same file behind this one, and came to the same end. */
  boolean canGrowBy(Mismatch next) {
    return next.path.equals(path)
        && next.what.equals(what)
        && next.offset == offset + length
        && next.healed == healed
        && next.unhealed.equals(unhealed);
  }

  /** Both pieces as one; its digests are sums. */
  Mismatch grownBy(Mismatch next) {
    return new Mismatch(
        directory,
        path,
        what,
        offset,
        length + next.length,
        here.plus(next.here),
        there.plus(next.there),
        next.sequence,
        healed,
        unhealed);
  }
}
