package io.lockstep.journal.log;

import java.nio.file.Path;

/** Which operations are in the tree. */
public final class AppliedMap implements AutoCloseable {

  private AppliedMap() {}

  public static AppliedMap open(Path file) {
    throw new UnsupportedOperationException();
  }

  public int started(long sequence) {
    throw new UnsupportedOperationException();
  }

  public void applied(int slot, long sequence) {
    throw new UnsupportedOperationException();
  }

  public void skipped(long sequence) {
    throw new UnsupportedOperationException();
  }

  public long low() {
    throw new UnsupportedOperationException();
  }

  public long highest() {
    throw new UnsupportedOperationException();
  }

  public boolean isApplied(long sequence) {
    throw new UnsupportedOperationException();
  }

  public boolean isDoubtful(long sequence) {
    throw new UnsupportedOperationException();
  }

  public void reset(long low) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
