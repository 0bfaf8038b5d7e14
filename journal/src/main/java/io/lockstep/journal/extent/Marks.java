package io.lockstep.journal.extent;

import java.util.Arrays;

/**
 * What operations do to bytes of files, in their order: 28 bytes each, in arrays, because there may
 * be a million. For one thread.
 */
final class Marks {

  private static final int FIRST_CAPACITY = 1024;

  private int size;
  private int[] file = new int[FIRST_CAPACITY];
  private long[] from = new long[FIRST_CAPACITY];
  private long[] to = new long[FIRST_CAPACITY];
  private long[] sequence = new long[FIRST_CAPACITY];

  /**
   * One more.
   *
   * @param writeSequence of the write that brings these bytes; 0 if they are only made void
   */
  void add(int fileIndex, long first, long end, long writeSequence) {
    if (size == file.length) {
      grow();
    }
    file[size] = fileIndex;
    from[size] = first;
    to[size] = end;
    sequence[size] = writeSequence;
    size++;
  }

  private void grow() {
    int capacity = 2 * size;
    file = Arrays.copyOf(file, capacity);
    from = Arrays.copyOf(from, capacity);
    to = Arrays.copyOf(to, capacity);
    sequence = Arrays.copyOf(sequence, capacity);
  }

  int size() {
    return size;
  }

  int file(int index) {
    return file[index];
  }

  long from(int index) {
    return from[index];
  }

  long to(int index) {
    return to[index];
  }

  /** Sequence of the write, or 0. */
  long sequence(int index) {
    return sequence[index];
  }
}
