package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Entries of replicated directories that are to be saved, as a tree of names: each by itself, or
 * with everything below it. One thread.
 */
public final class MarkedNames {

  final Map<Name, MarkedNames> children = new LinkedHashMap<>();

  /** The entry itself. */
  boolean self;

  /** The entry, and everything below it whether it is named here or not. */
  boolean whole;

  /** What is marked below an entry that is saved whole, if nothing is said of it. */
  static final MarkedNames EVERYTHING = everything();

  /** Everything in one directory. */
  public static MarkedNames everything() {
    MarkedNames all = new MarkedNames();
    all.whole = true;
    return all;
  }

  /** Marks one entry by its names from the root down; none mean the root. */
  public void mark(Iterable<Name> names, boolean withAllBelow) {
    MarkedNames at = this;
    for (Name name : names) {
      at = at.children.computeIfAbsent(name, _ -> new MarkedNames());
    }
    at.self = true;
    at.whole |= withAllBelow;
  }

  /** The mark of an entry of this directory; null if it is not to be saved. */
  MarkedNames of(Name name) {
    return children.getOrDefault(name, whole ? EVERYTHING : null);
  }
}
