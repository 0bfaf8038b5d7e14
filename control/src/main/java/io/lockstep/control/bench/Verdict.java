package io.lockstep.control.bench;

/** What a run says of a bar. */
enum Verdict {
  MET("met"),
  MISSED("missed"),
  /** Something it is compared with was not measured. */
  UNKNOWN("?");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }
}
