package io.lockstep.node.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.SetAttributes;
import io.lockstep.node.scope.Exclusion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Two trees with the same ids, to compare what the same operations make of them. */
final class TreePair implements AutoCloseable {

  static final long ROOT = Operation.FIRST_ROOT;
  static final int RW = 0100644;

  final Path left;
  final Path right;
  final BackingTree here;
  final BackingTree there;
  final FileTable hereFiles = new FileTable();
  final FileTable thereFiles = new FileTable();
  private long time = 1_700_000_000_123_456_789L;

  TreePair(Path left, Path right) {
    this.left = left;
    this.right = right;
    here = BackingTree.open(List.of(left), Exclusion.NONE);
    there = BackingTree.open(List.of(right), Exclusion.NONE);
    both(new SetAttributes(ROOT, SetAttributes.MODE | SetAttributes.MTIME, 0755, 0, 0, 0, 1));
  }

  static Name name(String text) {
    return Name.of(text);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static MemorySegment data(byte[] bytes) {
    MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, bytes.length));
    segment.asSlice(0, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
    return segment.asSlice(0, bytes.length);
  }

  static Operation.Create create(String name, long id) {
    return new Operation.Create(ROOT, name(name), id, RW, 0, 0, 0);
  }

  static Operation.Write write(long id, long offset, String text) {
    return new Operation.Write(id, offset, data(bytes(text)));
  }

  static Operation.Rename rename(String from, String to, int flags, long id, long replaced) {
    return new Operation.Rename(ROOT, name(from), ROOT, name(to), flags, id, replaced);
  }

  long tick() {
    time += 1_000_000_007L;
    return time;
  }

  /** Applies to both; both must answer alike. */
  int both(Operation op) {
    long now = tick();
    int result = here.apply(op, now, hereFiles);
    assertThat(there.apply(op, now, thereFiles)).as("%s", op).isEqualTo(result);
    return result;
  }

  /** Applies to both, with success. */
  void does(Operation... operations) {
    for (Operation op : operations) {
      assertThat(both(op)).as("%s", op).isZero();
    }
  }

  int onlyHere(Operation op) {
    return here.apply(op, tick(), hereFiles);
  }

  int onlyThere(Operation op) {
    return there.apply(op, tick(), thereFiles);
  }

  /** Brings the right tree to the left one's state after an operation that only it applied. */
  void heal(Operation failed) {
    long[] next = {1_000_000};
    for (Operation op : here.healing(failed, hereFiles, () -> next[0]++)) {
      assertThat(onlyThere(op)).as("healing %s with %s", failed, op).isZero();
    }
    assertEqual();
  }

  void assertEqual() {
    assertThat(TreeDescription.differences(left, right)).isEmpty();
  }

  @Override
  public void close() {
    here.close();
    there.close();
  }
}
