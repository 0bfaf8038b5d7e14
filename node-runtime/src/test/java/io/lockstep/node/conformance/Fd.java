package io.lockstep.node.conformance;

/**
 * A descriptor of a program.
 *
 * @param number what the kernel calls it, or a negative errno if it was not opened
 * @param label what transcripts call it: numbers differ from run to run
 */
record Fd(int number, String label) {

  boolean isOpen() {
    return number >= 0;
  }

  @Override
  public String toString() {
    return label;
  }
}
