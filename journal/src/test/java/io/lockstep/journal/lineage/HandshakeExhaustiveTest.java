package io.lockstep.journal.lineage;

import static io.lockstep.journal.lineage.Standings.alone;
import static io.lockstep.journal.lineage.Standings.mirrored;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.lineage.Verdict.Manual;
import io.lockstep.journal.lineage.Verdict.Method;
import io.lockstep.journal.lineage.Verdict.Refuse;
import io.lockstep.journal.lineage.Verdict.Source;
import io.lockstep.journal.lineage.Verdict.Split;
import io.lockstep.journal.lineage.Verdict.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every pair of standings of a small world: what may never be decided. */
@Timeout(60)
class HandshakeExhaustiveTest {

  private static final Epoch M1 = mirrored(1, 1, "alpha");
  private static final Epoch A2 = alone(2, 11, "alpha");
  private static final Epoch A2_WITH_TAIL = alone(2, 13, "alpha");
  private static final Epoch B3 = alone(3, 11, "beta");
  private static final Epoch M4 = mirrored(4, 14, "alpha");
  private static final Epoch M5 = mirrored(5, 14, "beta");
  private static final Epoch B6 = alone(6, 16, "beta");

  /** A standing with what it holds, worked out once. */
  private record One(Standing node, Set<Standings.Held> holds) {

    static One of(Standing node) {
      return new One(node, Standings.holds(node));
    }

    boolean lacksAnswersOf(One other) {
      return !holds.containsAll(Standings.answeredWithout(node, other.node));
    }

    boolean isDamagedBeside(One other) {
      return !node.record().data().isWhole() || isRolledBackBeside(other);
    }

    boolean isRolledBackBeside(One other) {
      return node.record().incarnation() < other.node.record().peerIncarnation();
    }
  }

  private static List<One> all(int index) {
    List<One> all = new ArrayList<>();
    for (long last : new long[] {8, 10, 12}) {
      add(all, index, last, M1);
    }
    for (long last : new long[] {10, 13}) {
      add(all, index, last, M1, A2);
      add(all, index, last, M1, B3);
    }
    for (long last : new long[] {12, 14}) {
      add(all, index, last, M1, A2_WITH_TAIL);
    }
    for (long last : new long[] {13, 15}) {
      add(all, index, last, M1, A2, M4);
      add(all, index, last, M1, B3, M5);
      add(all, index, last + 2, M1, A2, M4, B6);
    }
    add(all, index, 5, alone(1, 1, "gamma"));
    return all;
  }

  private static void add(List<One> all, int index, long last, Epoch... lived) {
    boolean mayBeUsed = lived[lived.length - 1].kind() == Epoch.Kind.ALONE;
    for (DataState data : DataState.values()) {
      for (boolean serving : new boolean[] {false, true}) {
        for (boolean used : mayBeUsed ? new boolean[] {false, true} : new boolean[] {false}) {
          for (Standings shape : shapes(index, last)) {
            all.add(
                One.of(
                    shape.lived(lived).until(last).is(data).serving(serving).used(used).build()));
          }
        }
      }
    }
    addHalfReplayed(all, index, last, lived);
  }

  private static void addHalfReplayed(List<One> all, int index, long last, Epoch... lived) {
    for (long wholeFrom : new long[] {last - 1, last, last + 2}) {
      for (Standings shape : shapes(index, last)) {
        all.add(One.of(shape.lived(lived).until(last).wholeFrom(wholeFrom).build()));
      }
    }
  }

  /** Sound; after a power loss; without old journal; behind in applying; rolled back. */
  private static List<Standings> shapes(int index, long last) {
    return List.of(
        Standings.node(index),
        Standings.node(index).trusted(false),
        Standings.node(index).from(last + 1),
        Standings.node(index).appliedTo(Math.min(last, 8)),
        Standings.node(index).incarnations(9, 10));
  }

  @Test
  void no_pair_breaks_a_rule() {
    List<One> alphas = all(0);
    List<One> betas = all(1);
    int[] seen = new int[5];
    for (One alpha : alphas) {
      for (One beta : betas) {
        Verdict verdict = Handshake.decide(alpha.node, beta.node);
        checkMirrored(verdict, Handshake.decide(beta.node, alpha.node), alpha, beta);
        check(verdict, alpha, beta);
        seen[ordinal(verdict)]++;
      }
    }
    assertThat(seen).as("every verdict occurs").doesNotContain(0);
  }

  private static int ordinal(Verdict verdict) {
    return switch (verdict) {
      case Source _ -> 0;
      case Target _ -> 1;
      case Split _ -> 2;
      case Manual _ -> 3;
      case Refuse _ -> 4;
    };
  }

  private static void checkMirrored(Verdict one, Verdict other, One alpha, One beta) {
    boolean mirrored =
        switch (one) {
          case Source s -> other.equals(new Target(s.method(), s.commonSequence(), s.why()));
          case Target t -> other.equals(new Source(t.method(), t.commonSequence(), t.why()));
          case Split s -> other.equals(s);
          case Manual m -> other.equals(m);
          case Refuse _ -> other instanceof Refuse;
        };
    require(mirrored, "not mirrored: " + other, one, alpha, beta);
  }

  private static void check(Verdict verdict, One alpha, One beta) {
    switch (verdict) {
      case Source s -> checkFeed(s, s.method(), s.commonSequence(), alpha, beta);
      case Target t -> checkFeed(t, t.method(), t.commonSequence(), beta, alpha);
      case Split _ -> {
        boolean both = alpha.lacksAnswersOf(beta) && beta.lacksAnswersOf(alpha);
        require(both, "split without two answerers", verdict, alpha, beta);
      }
      case Manual _ -> {
        boolean sound = isUpToDate(alpha, beta) && isUpToDate(beta, alpha);
        require(!sound, "a human asked about two sound nodes", verdict, alpha, beta);
      }
      case Refuse _ -> {
        boolean decided =
            (isGivenUp(alpha) && !beta.isDamagedBeside(alpha))
                || (isGivenUp(beta) && !alpha.isDamagedBeside(beta));
        require(!decided, "refused although a human has decided", verdict, alpha, beta);
        boolean related =
            alpha.node.record().lineage().lastShared(beta.node.record().lineage()) >= 0;
        require(!related, "related nodes refused", verdict, alpha, beta);
      }
    }
  }

  private static boolean isGivenUp(One one) {
    return one.node.record().data().isGivenUp();
  }

  private static boolean isUpToDate(One one, One other) {
    return one.node.record().data() == DataState.UP_TO_DATE && !one.isDamagedBeside(other);
  }

  private static void checkFeed(Verdict v, Method method, long common, One source, One target) {
    boolean targetDamaged = target.isDamagedBeside(source);
    boolean decidedBefore = (targetDamaged && source.node.serving()) || isGivenUp(target);
    require(
        decidedBefore || !source.lacksAnswersOf(target),
        "the source lacks answers",
        v,
        source,
        target);
    require(!source.isDamagedBeside(target), "a damaged source", v, source, target);
    boolean targetOldToo =
        isGivenUp(target) || (target.node.record().data() == DataState.OUTDATED && !targetDamaged);
    boolean stale =
        source.node.record().data() == DataState.OUTDATED
            && !source.node.serving()
            && !targetOldToo;
    boolean holdsMore = !target.holds.containsAll(source.holds);
    // What the loss of power took from the target only the source has.
    boolean whole = source.node.treeTrusted() && !target.node.treeTrusted();
    require(
        !stale || holdsMore || whole, "an outdated source with nothing to give", v, source, target);
    boolean servesInVain =
        target.node.serving()
            && !source.node.serving()
            && !targetDamaged
            && !target.lacksAnswersOf(source);
    require(!servesInVain, "a serving node made a target for nothing", v, source, target);
    if (method == Method.LOG) {
      checkLog(v, common, source, target);
    }
  }

  private static void checkLog(Verdict verdict, long common, One source, One target) {
    boolean trusted = source.node.treeTrusted() && target.node.treeTrusted();
    boolean reaches = source.node.firstSequence() <= common + 1;
    boolean nothingBeyond = target.node.highestApplied() <= common;
    require(trusted && reaches && nothingBeyond, "the log cannot do", verdict, source, target);
    boolean mixed = target.node.record().data() == DataState.INCONSISTENT;
    long needed = mixed ? target.node.record().wholeFrom() : 0;
    require(
        !mixed || (needed > 0 && !target.isRolledBackBeside(source)),
        "a log for a damaged tree",
        verdict,
        source,
        target);
    require(
        needed <= source.node.lastSequence(),
        "the log lacks what makes the tree whole",
        verdict,
        source,
        target);
    Lineage lineage = target.node.record().lineage();
    Lineage other = source.node.record().lineage();
    for (long sequence = 1; sequence <= Math.max(common, needed); sequence++) {
      boolean same = lineage.epochOf(sequence).equals(other.epochOf(sequence));
      require(same, "not common: " + sequence, verdict, source, target);
    }
  }

  private static void require(boolean holds, String rule, Verdict v, One one, One other) {
    if (!holds) {
      throw new AssertionError(rule + "\n" + v + "\n" + one.node + "\n" + other.node);
    }
  }

  @Test
  void exactly_one_of_two_goes_on_and_whoever_is_replaced_is_archived_if_the_other_lacks_answers() {
    for (One alpha : all(0)) {
      for (One beta : all(1)) {
        boolean one = Precedence.isOf(alpha.node, beta.node);
        boolean other = Precedence.isOf(beta.node, alpha.node);
        assertThat(one).as("%s%n%s", alpha.node, beta.node).isNotEqualTo(other);
        boolean replaced = alpha.node.record().data() == DataState.REPLACED;
        if (!replaced && beta.lacksAnswersOf(alpha)) {
          assertThat(Divergence.losesIfReplaced(alpha.node, beta.node))
              .as("%s%n%s", alpha.node, beta.node)
              .isTrue();
        }
      }
    }
  }

  @Test
  void first_starts_never_overwrite_data_and_never_spread_a_copy_that_is_not_whole() {
    for (Standing alpha : freshAndOld(0)) {
      for (Standing beta : freshAndOld(1)) {
        if (alpha.record().isFresh() || beta.record().isFresh()) {
          checkFirst(alpha, beta);
        }
      }
    }
  }

  private static List<Standing> freshAndOld(int index) {
    List<Standing> all = new ArrayList<>();
    for (boolean flag : new boolean[] {false, true}) {
      all.add(Standings.node(index).holdsData(flag).build());
      for (DataState data : DataState.values()) {
        Standings old = Standings.node(index).lived(M1, A2).until(13).holdsData(true);
        all.add(old.is(data).serving(flag).build());
      }
    }
    return all;
  }

  private static void checkFirst(Standing alpha, Standing beta) {
    Verdict verdict = Handshake.decide(alpha, beta);
    Verdict mirrored = Handshake.decide(beta, alpha);
    Standing source;
    switch (verdict) {
      case Source s -> {
        assertThat(mirrored).isEqualTo(new Target(s.method(), s.commonSequence(), s.why()));
        source = alpha;
      }
      case Target t -> {
        assertThat(mirrored).isEqualTo(new Source(t.method(), t.commonSequence(), t.why()));
        source = beta;
      }
      default -> {
        assertThat(verdict).isInstanceOf(Manual.class).isEqualTo(mirrored);
        return;
      }
    }
    Standing target = source == alpha ? beta : alpha;
    assertThat(target.record().isFresh()).isTrue();
    assertThat(target.holdsData()).isFalse();
    assertThat(source.record().data().isWhole()).as(source.toString()).isTrue();
    boolean stale = source.record().data() == DataState.OUTDATED && !source.serving();
    assertThat(stale).as(source.toString()).isFalse();
  }
}
