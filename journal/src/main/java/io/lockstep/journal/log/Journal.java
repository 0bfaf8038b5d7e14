package io.lockstep.journal.log;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/** The durable journal. */
public final class Journal implements AutoCloseable {

  private Journal() {}

  public static Journal open(Path directory, JournalOptions options) {
    throw new UnsupportedOperationException();
  }

  public long firstSequence() {
    throw new UnsupportedOperationException();
  }

  public long lastSequence() {
    throw new UnsupportedOperationException();
  }

  public Optional<SegmentHeader> currentSegment() {
    throw new UnsupportedOperationException();
  }

  public void beginSegment(SegmentHeader header) {
    throw new UnsupportedOperationException();
  }

  public boolean wantsNewSegment() {
    throw new UnsupportedOperationException();
  }

  public void append(MemorySegment record) {
    throw new UnsupportedOperationException();
  }

  public JournalReader reader(long fromSequence) {
    throw new UnsupportedOperationException();
  }

  public Optional<SegmentHeader> segmentOf(long sequence) {
    throw new UnsupportedOperationException();
  }

  public void sync() {
    throw new UnsupportedOperationException();
  }

  public void dropBefore(long sequence) {
    throw new UnsupportedOperationException();
  }

  public long bytesOnDisk() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
