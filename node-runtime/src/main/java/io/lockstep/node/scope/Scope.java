package io.lockstep.node.scope;

import io.lockstep.journal.op.Name;
import java.util.List;

/**
 * Where an entry stands with regard to an {@link Exclusion}. Immutable.
 *
 * <p>It depends on the path, but never changes while nothing is renamed from outside to inside or
 * back, nor a directory that an anchored pattern {@linkplain #leadsOn leads through}.
 */
public final class Scope {

  private static final int EXCLUDED = -1;

  private final Exclusion exclusion;

  /** Names from the root; {@link #EXCLUDED} for whatever is excluded. */
  private final int depth;

  /** One bit for each anchored pattern whose first names are those of the path. */
  private final long fitting;

  private Scope(Exclusion exclusion, int depth, long fitting) {
    this.exclusion = exclusion;
    this.depth = depth;
    this.fitting = fitting;
  }

  static Scope ofRoot(Exclusion exclusion, int anchored) {
    return new Scope(exclusion, 0, anchored == Long.SIZE ? -1L : (1L << anchored) - 1);
  }

  /** Whether it is each node's own. */
  public boolean isExcluded() {
    return depth == EXCLUDED;
  }

  /** Whether the path of something excluded may begin with this one. */
  public boolean leadsOn() {
    return fitting != 0;
  }

  /** An entry of this directory. */
  public Scope child(Name name) {
    if (isExcluded() || exclusion.isEmpty()) {
      return this;
    }
    byte[] bytes = name.bytes();
    if (exclusion.excludesAnywhere(bytes)) {
      return excluded();
    }
    long left = 0;
    for (long bits = fitting; bits != 0; bits &= bits - 1) {
      int number = Long.numberOfTrailingZeros(bits);
      List<NamePattern> names = exclusion.anchored(number);
      if (names.get(depth).matches(bytes)) {
        if (names.size() == depth + 1) {
          return excluded();
        }
        left |= 1L << number;
      }
    }
    return new Scope(exclusion, depth + 1, left);
  }

  private Scope excluded() {
    return new Scope(exclusion, EXCLUDED, 0);
  }
}
