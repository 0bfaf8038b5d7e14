package io.lockstep.control.bench.load;

/** Of a figure, and which way is better. */
public enum Unit {
  PER_SECOND("1/s", true),
  ENTRIES_PER_SECOND("entries/s", true),
  FILES_PER_SECOND("files/s", true),
  TRANSACTIONS_PER_SECOND("tx/s", true),
  /** 10^6 bytes in a second. */
  MEGABYTES_PER_SECOND("MB/s", true),
  SECONDS("s", false);

  private final String symbol;
  private final boolean moreIsBetter;

  Unit(String symbol, boolean moreIsBetter) {
    this.symbol = symbol;
    this.moreIsBetter = moreIsBetter;
  }

  /** How many times as fast a value is as a base. */
  public double timesAsFast(double value, double base) {
    return moreIsBetter ? value / base : base / value;
  }

  @Override
  public String toString() {
    return symbol;
  }
}
