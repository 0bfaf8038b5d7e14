package io.lockstep.node.scope;

import io.lockstep.journal.op.Name;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The names that are not replicated: each node has its own of them. A pattern without a slash fits
 * the name of any entry, one that begins with a slash the path from the root of a replicated
 * directory; what is below an excluded directory is excluded with it. Immutable.
 */
public final class Exclusion {

  /** Nothing is excluded. */
  public static final Exclusion NONE = new Exclusion(List.of());

  /** Patterns of one module at most: those that a path still fits are the bits of a long. */
  public static final int MAX_PATTERNS = 64;

  /** Bytes of all patterns together at most, so that nodes can tell each other. */
  public static final int MAX_BYTES = 3000;

  private final List<String> patterns;
  private final List<NamePattern> anywhere = new ArrayList<>();
  private final List<List<NamePattern>> anchored = new ArrayList<>();
  private final Scope root;

  private Exclusion(List<String> patterns) {
    this.patterns = List.copyOf(patterns);
    for (String text : patterns) {
      ExcludePattern pattern = ExcludePattern.of(text);
      if (pattern.anchored()) {
        anchored.add(pattern.names());
      } else {
        anywhere.add(pattern.names().getFirst());
      }
    }
    this.root = Scope.ofRoot(this, anchored.size());
  }

  /**
   * Reads patterns.
   *
   * @throws MalformedPatternException that says what was expected
   */
  public static Exclusion of(List<String> patterns) {
    if (patterns.size() > MAX_PATTERNS) {
      throw new MalformedPatternException("at most " + MAX_PATTERNS + " patterns", patterns.size());
    }
    int bytes = String.join("", patterns).getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new MalformedPatternException("at most " + MAX_BYTES + " bytes of patterns", bytes);
    }
    return patterns.isEmpty() ? NONE : new Exclusion(patterns);
  }

  public boolean isEmpty() {
    return patterns.isEmpty();
  }

  /** The root of each replicated directory; never excluded. */
  public Scope root() {
    return root;
  }

  /** The entry reached from the root by these names. */
  public Scope at(List<Name> names) {
    Scope scope = root;
    for (Name name : names) {
      scope = scope.child(name);
    }
    return scope;
  }

  boolean excludesAnywhere(byte[] name) {
    return anywhere.stream().anyMatch(pattern -> pattern.matches(name));
  }

  List<NamePattern> anchored(int number) {
    return anchored.get(number);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Exclusion exclusion && patterns.equals(exclusion.patterns);
  }

  @Override
  public int hashCode() {
    return patterns.hashCode();
  }

  /** The patterns, one in each line. */
  @Override
  public String toString() {
    return String.join("\n", patterns);
  }
}
