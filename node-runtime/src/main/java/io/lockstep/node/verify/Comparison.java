package io.lockstep.node.verify;

import io.lockstep.journal.op.Name;
import io.lockstep.node.tree.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Compares what both nodes have at one place after the other, has differences healed if that was
 * asked for, and tells of them. A difference counts if it is found again and again, at places
 * further on: what is only on its way is none. One thread.
 */
final class Comparison {

  /** So often a difference must be found. */
  private static final int TIMES = 3;

  private final BothNodes nodes;
  private final Repair repair;
  private final Totals totals;
  private final Consumer<Mismatch> mismatches;
  private Mismatch piece;

  Comparison(BothNodes nodes, Repair repair, Totals totals, Consumer<Mismatch> mismatches) {
    this.nodes = nodes;
    this.repair = repair;
    this.totals = totals;
    this.mismatches = mismatches;
  }

  /** The root of a replicated directory has no entry. */
  void root(Spot spot) throws VerificationEnded {
    Optional<Both> both = nodes.ask(spot.handle(), new Subject.Itself());
    if (both.isEmpty()) {
      return;
    }
    if (both.get().here() instanceof Finding.States(List<EntryState> states, _)) {
      totals.entry(spot.item(null, -1, states.getFirst().digest()));
    }
    isLikeThere(spot, null, both.get());
  }

  /** The names at which both nodes have something of the same kind: what is in it remains. */
  List<Name> entries(Spot spot, List<Name> names) throws VerificationEnded {
    Optional<Both> both = nodes.ask(spot.handle(), new Subject.Entries(names));
    if (both.isEmpty()) {
      return List.of();
    }
    List<Name> present = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Name name = names.get(i);
      Both one = one(both.get(), i);
      if (one.here() instanceof Finding.States(List<EntryState> states, _)
          && !states.getFirst().isAbsent()) {
        totals.entry(spot.item(name, -1, states.getFirst().digest()));
      }
      if (isLikeThere(spot, name, one)) {
        present.add(name);
      }
    }
    return present;
  }

  private static Both one(Both all, int index) {
    return new Both(one(all.here(), index), one(all.there(), index), all.sequence());
  }

  /** An answer of another length is not equal to anything. */
  private static Finding one(Finding all, int index) {
    if (!(all instanceof Finding.States(List<EntryState> states, _))) {
      return all;
    }
    return index < states.size()
        ? new Finding.States(List.of(states.get(index)), List.of())
        : new Finding.Unable("the answer has too few entries");
  }

  /** Tells of a difference, and whether in the end both have something of the same kind. */
  private boolean isLikeThere(Spot spot, Name name, Both first) throws VerificationEnded {
    Subject subject = name == null ? new Subject.Itself() : new Subject.Entries(List.of(name));
    Optional<Both> found = confirmed(spot, subject, first);
    boolean healed = found.isPresent() && isHealed(spot, name, subject, found.get());
    return found.isEmpty() || healed || found.get().isOfOneKind();
  }

  private boolean isHealed(Spot spot, Name name, Subject subject, Both both)
      throws VerificationEnded {
    String unhealed = repair == null ? "" : heal(spot, name, both);
    boolean healed = repair != null && unhealed.isEmpty() && isEqualNow(spot, subject);
    boolean failed = repair != null && !healed && unhealed.isEmpty();
    tell(
        new Mismatch(
            spot.path().root(),
            spot.words(name),
            words(both),
            0,
            0,
            digest(both.here()),
            digest(both.there()),
            both.sequence(),
            healed,
            failed ? "the mirror is not equal yet" : unhealed));
    return healed;
  }

  /** Empty if there is no difference after all, or what was compared has gone. */
  private Optional<Both> confirmed(Spot spot, Subject subject, Both first)
      throws VerificationEnded {
    Optional<Both> both = Optional.of(first);
    for (int times = 1; times < TIMES && both.isPresent() && !both.get().isEqual(); times++) {
      both = nodes.ask(spot.handle(), subject);
    }
    return both.filter(last -> !last.isEqual());
  }

  private boolean isEqualNow(Spot spot, Subject subject) throws VerificationEnded {
    return nodes.ask(spot.handle(), subject).map(Both::isEqual).orElse(true);
  }

  private String heal(Spot spot, Name name, Both both) throws VerificationEnded {
    if (!(both.here() instanceof Finding.States here)
        || !(both.there() instanceof Finding.States there)) {
      return both.unable();
    }
    return name == null ? repair.root(spot, here, there) : repair.entry(spot, name, here, there);
  }

  private static String words(Both both) {
    return both.here() instanceof Finding.States here
            && both.there() instanceof Finding.States there
        ? here.states().getFirst().differencesTo(there.states().getFirst())
        : both.unable();
  }

  private static Digest digest(Finding finding) {
    return switch (finding) {
      case Finding.States states -> states.states().getFirst().digest();
      case Finding.Bytes bytes -> bytes.digest();
      default -> Digest.NONE;
    };
  }

  /** A piece of a file; false if that was its end. */
  boolean piece(Spot spot, Name name, long offset) throws VerificationEnded {
    Subject subject = new Subject.Content(name, offset, TreeVerification.PIECE_BYTES);
    Optional<Both> first = nodes.ask(spot.handle(), subject);
    if (first.isEmpty()) {
      return false;
    }
    int length = first.get().here() instanceof Finding.Bytes bytes ? bytes.length() : 0;
    totals.piece(length, spot.item(name, offset, digest(first.get().here())));
    Optional<Both> found = confirmed(spot, subject, first.get());
    if (found.isPresent()) {
      differs(spot, name, offset, found.get(), subject);
    } else {
      endOfFile();
    }
    return length == TreeVerification.PIECE_BYTES;
  }

  private void differs(Spot spot, Name name, long offset, Both both, Subject subject)
      throws VerificationEnded {
    String unhealed = "";
    boolean healed = false;
    if (repair != null) {
      unhealed =
          both.unable().isEmpty()
              ? repair.piece(spot, name, offset, TreeVerification.PIECE_BYTES)
              : both.unable();
      healed = unhealed.isEmpty() && isEqualNow(spot, subject);
      unhealed = healed || !unhealed.isEmpty() ? unhealed : "the mirror is not equal yet";
    }
    Mismatch found =
        new Mismatch(
            spot.path().root(),
            spot.words(name),
            both.unable().isEmpty() ? "content" : both.unable(),
            offset,
            length(both),
            digest(both.here()),
            digest(both.there()),
            both.sequence(),
            healed,
            unhealed);
    if (piece != null && !piece.canGrowBy(found)) {
      endOfFile();
    }
    piece = piece == null ? found : piece.grownBy(found);
  }

  private static long length(Both both) {
    long here = both.here() instanceof Finding.Bytes bytes ? bytes.length() : 0;
    long there = both.there() instanceof Finding.Bytes bytes ? bytes.length() : 0;
    return Math.max(here, there);
  }

  /** What differs in a row is told as one. */
  void endOfFile() {
    if (piece != null) {
      Mismatch all = piece;
      piece = null;
      tell(all);
    }
  }

  private void tell(Mismatch mismatch) {
    totals.mismatch(mismatch.healed());
    mismatches.accept(mismatch);
  }
}
