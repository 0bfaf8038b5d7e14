package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One thread's random operations inside a directory of its own; each has to succeed. */
final class RandomWriter {

  private record Entry(Name name, long id) {}

  private static final int DIRECTORY = 0040755;
  private static final int FILE = 0100644;

  private final PrimaryFixture primary;
  private final Random random;
  private final MemorySegment data = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(16 << 10));
  private final List<Entry> files = new ArrayList<>();
  private final long directory;
  private int names;
  private long time;

  RandomWriter(PrimaryFixture primary, String name, long seed) {
    this.primary = primary;
    this.random = new Random(seed);
    this.time = 1_700_000_000_000_000_000L + seed * 1_000_000;
    this.directory = primary.nextId.getAndIncrement();
    run(
        new Operation.MakeDirectory(
            Operation.FIRST_ROOT, Name.of(name), directory, DIRECTORY, 0, 0));
  }

  private void run(Operation operation) {
    time += 1_000;
    assertThat(primary.execute(operation, time)).as(() -> operation.toString()).isZero();
  }

  void steps(int count) {
    for (int i = 0; i < count; i++) {
      step();
    }
  }

  void step() {
    int dice = random.nextInt(100);
    if (files.isEmpty() || dice < 10) {
      create();
    } else if (dice < 70) {
      content(pick(), dice);
    } else {
      name(pick(), dice);
    }
  }

  private Entry pick() {
    return files.get(random.nextInt(files.size()));
  }

  private Name fresh() {
    names++;
    return Name.of("f" + names);
  }

  private void create() {
    Entry entry = new Entry(fresh(), primary.nextId.getAndIncrement());
    run(new Operation.Create(directory, entry.name(), entry.id(), FILE, 0, 0, 0));
    files.add(entry);
  }

  private void content(Entry entry, int dice) {
    if (dice < 50) {
      int bytes = 1 + random.nextInt((int) data.byteSize());
      data.fill((byte) random.nextInt());
      long offset = random.nextInt(100_000);
      run(new Operation.Write(entry.id(), offset, data.asSlice(0, bytes)));
    } else if (dice < 55) {
      run(new Operation.Truncate(entry.id(), random.nextInt(50_000)));
    } else if (dice < 64) {
      run(new Operation.SetAttributes(entry.id(), Operation.SetAttributes.MODE, 0600, 0, 0, 0, 0));
    } else {
      run(new Operation.Barrier(entry.id(), random.nextBoolean()));
    }
  }

  private void name(Entry entry, int dice) {
    if (dice < 80) {
      files.remove(entry);
      Entry moved = new Entry(fresh(), entry.id());
      run(new Operation.Rename(directory, entry.name(), directory, moved.name(), 0, entry.id(), 0));
      files.add(moved);
    } else if (dice < 88) {
      Entry second = new Entry(fresh(), entry.id());
      run(new Operation.Link(entry.id(), directory, second.name()));
      files.add(second);
    } else {
      files.remove(entry);
      run(new Operation.Unlink(directory, entry.name(), entry.id()));
    }
  }
}
