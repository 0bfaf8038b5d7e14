package io.lockstep.node.simulation;

import java.util.List;
import java.util.Set;

/** A write path, a mirror and a start that do things in the wrong order, or not at all. */
final class BrokenShell {

  private static final Set<Invariant> UNEQUAL =
      Set.of(Invariant.PREFIX, Invariant.EQUAL_BEFORE_TRUSTED, Invariant.ENTITLED_HOLDS_ALL);

  private BrokenShell() {}

  static List<Mutant> all() {
    return List.of(
        new Mutant(
            "answers before the peer has it",
            new AnswersFirst(),
            Set.of(Invariant.ENTITLED_HOLDS_ALL)),
        new Mutant(
            "fsync is answered before the peer has synced",
            new SyncsAlone(),
            Set.of(Invariant.NOTHING_LOST, Invariant.SYNCED_SURVIVES)),
        new Mutant(
            "the mirror acknowledges before it journals",
            new AcknowledgesFirst(),
            Set.of(Invariant.ENTITLED_HOLDS_ALL)),
        new Mutant("the tree is trusted after a loss of power", new TrustsTree(), UNEQUAL),
        new Mutant("a restart makes the tree trusted again", new RegainsTrust(), UNEQUAL),
        new Mutant(
            "a copy is up to date without its journal begun anew",
            new SkipsMirror(),
            Set.of(Invariant.PREFIX, Invariant.NOTHING_LOST)));
  }

  private static final class AnswersFirst extends Variant {
    @Override
    boolean answersBeforeThePeerHasIt() {
      return true;
    }
  }

  private static final class SyncsAlone extends Variant {
    @Override
    boolean answersSyncsBeforeThePeerHasThem() {
      return true;
    }
  }

  private static final class AcknowledgesFirst extends Variant {
    @Override
    boolean acknowledgesBeforeItJournals() {
      return true;
    }
  }

  private static final class TrustsTree extends Variant {
    @Override
    boolean trustsTree(boolean trusted) {
      return true;
    }
  }

  private static final class RegainsTrust extends Variant {
    @Override
    boolean regainsTrustByStarting() {
      return true;
    }
  }

  private static final class SkipsMirror extends Variant {
    @Override
    boolean skipsMirrorWithoutConnection() {
      return true;
    }
  }
}
