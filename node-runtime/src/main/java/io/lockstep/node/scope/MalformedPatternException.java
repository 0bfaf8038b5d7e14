package io.lockstep.node.scope;

/** A pattern, or all of them, cannot be used. */
public final class MalformedPatternException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String expected;

  MalformedPatternException(String expected, Object found) {
    super("expected " + expected + ", found " + found);
    this.expected = expected;
  }

  /** Completes the sentence "expected ...". */
  public String expected() {
    return expected;
  }
}
