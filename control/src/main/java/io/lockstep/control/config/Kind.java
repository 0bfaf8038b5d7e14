package io.lockstep.control.config;

/**
 * What a scalar must look like.
 *
 * @param standIn takes the place of a wrong value, so that reading goes on and finds further
 *     problems; it never leaves the loader, which fails then
 */
record Kind<T>(T standIn, Parser<T> parser) {

  /** Turns the text of a scalar into a value or says what was expected. Refuses an empty text. */
  @FunctionalInterface
  interface Parser<T> {
    T parse(String text) throws Unexpected;
  }

  /** The message completes the sentence "expected ...". */
  static final class Unexpected extends Exception {
    private static final long serialVersionUID = 1L;

    Unexpected(String expected) {
      super(expected, null, false, false);
    }
  }
}
