package io.lockstep.node.verify;

import io.lockstep.journal.op.Name;
import io.lockstep.node.reintegration.TreePath;
import io.lockstep.node.tree.FileHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Goes through a primary's whole tree and compares it with the mirror's, entry by entry and piece
 * by piece, while both change. What goes away meanwhile is skipped. Holds in memory one page of
 * names for each level of the tree. One thread.
 */
public final class TreeVerification {

  /** So small that nobody notices how long a piece of a file stands still. */
  static final int PIECE_BYTES = 256 << 10;

  /** So few entries that nobody notices how long their directory stands still. */
  private static final int ENTRIES_AT_ONCE = 32;

  /** What looking at an entry counts for the rate. */
  private static final long ENTRY_COST_BYTES = 4096;

  private final Examiner examiner;
  private final int roots;
  private final BothNodes nodes;
  private final Comparison comparison;
  private final ReadRate rate;
  private final Deque<Level> levels = new ArrayDeque<>();

  /**
   * A verification that has not begun.
   *
   * @param roots number of replicated directories
   * @param repair null if nothing is to be healed
   * @param mismatches told of each difference, healed or not
   */
  TreeVerification(
      Examiner examiner,
      int roots,
      BothNodes nodes,
      Repair repair,
      ReadRate rate,
      Totals totals,
      Consumer<Mismatch> mismatches) {
    this.examiner = examiner;
    this.roots = roots;
    this.nodes = nodes;
    this.comparison = new Comparison(nodes, repair, totals, mismatches);
    this.rate = rate;
  }

  /** A directory and what of it is still to come. */
  private static final class Level {
    final Spot spot;
    final Deque<Name> names = new ArrayDeque<>();
    boolean theirs;
    long next = Subject.Listing.BEGIN;

    Level(Spot spot) {
      this.spot = spot;
    }

    boolean isListed() {
      return next == Finding.Names.END;
    }
  }

  /** Compares everything. */
  public void run() throws VerificationEnded {
    for (int root = 0; root < roots; root++) {
      TreePath path = new TreePath(root, List.of());
      Spot spot = new Spot(examiner.find(path), path);
      comparison.root(spot);
      levels.push(new Level(spot));
      while (!levels.isEmpty()) {
        step(levels.peek());
      }
    }
  }

  private void step(Level level) throws VerificationEnded {
    if (!level.names.isEmpty()) {
      enter(level, level.names.remove());
    } else if (!level.isListed()) {
      list(level);
    } else if (!level.theirs) {
      level.theirs = true;
      level.next = Subject.Listing.BEGIN;
    } else {
      levels.pop();
    }
  }

  private void list(Level level) throws VerificationEnded {
    Finding.Names page = level.theirs ? theirNames(level) : ownNames(level);
    level.next = page.next();
    List<Name> names = level.theirs ? unknown(level.spot, page.names()) : page.names();
    for (int from = 0; from < names.size(); from += ENTRIES_AT_ONCE) {
      List<Name> some = names.subList(from, Math.min(names.size(), from + ENTRIES_AT_ONCE));
      rate.spend(some.size() * ENTRY_COST_BYTES);
      List<Name> present = comparison.entries(level.spot, some);
      if (!level.theirs) {
        level.names.addAll(present);
      }
    }
  }

  private Finding.Names ownNames(Level level) throws VerificationEnded {
    Spot spot = level.spot;
    Finding found = examiner.examine(spot.handle(), spot.path(), new Subject.Listing(level.next));
    return names(found, "this node: ");
  }

  private Finding.Names theirNames(Level level) throws VerificationEnded {
    Optional<Both> both = nodes.ask(level.spot.handle(), new Subject.Listing(level.next));
    return both.isEmpty() ? Finding.Names.NONE : names(both.get().there(), "the mirror: ");
  }

  private static Finding.Names names(Finding found, String whose) throws VerificationEnded {
    return switch (found) {
      case Finding.Names names -> names;
      case Finding.Unable unable -> throw new VerificationEnded(whose + unable.why());
      default -> throw new VerificationEnded(whose + "expected names, found something else");
    };
  }

  /** What both have was compared as this node's. */
  private List<Name> unknown(Spot spot, List<Name> theirs) {
    return theirs.stream().filter(name -> examiner.find(spot.handle(), name) == null).toList();
  }

  /**
   * What is below an entry that was compared: the content of a file, the entries of a directory.
   */
  private void enter(Level level, Name name) throws VerificationEnded {
    FileHandle file = examiner.find(level.spot.handle(), name);
    if (file == null) {
      return;
    }
    Finding found =
        examiner.examine(
            level.spot.handle(), level.spot.path(), new Subject.Entries(List.of(name)));
    if (!(found instanceof Finding.States states)) {
      return;
    }
    EntryState state = states.states().getFirst();
    if (state.isDirectory()) {
      levels.push(new Level(level.spot.child(file, name)));
    } else if (state.isRegular()) {
      content(level.spot, name, state.size());
    }
  }

  /** As far as the file reaches now: one that grows and grows would hold everything up. */
  private void content(Spot spot, Name name, long size) throws VerificationEnded {
    for (long offset = 0; offset < size; offset += PIECE_BYTES) {
      rate.spend(Math.min(PIECE_BYTES, size - offset));
      if (!comparison.piece(spot, name, offset)) {
        break;
      }
    }
    comparison.endOfFile();
  }
}
