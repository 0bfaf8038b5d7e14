package io.lockstep.node.reintegration;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TouchedFilesTest {

  private static final long ROOT = Operation.FIRST_ROOT;
  private static final Name A = Name.of("a");
  private static final Name B = Name.of("b");

  private final Map<Long, TreePath> names = new HashMap<>();
  private final TouchedFiles touched =
      new TouchedFiles(fileId -> Optional.ofNullable(names.get(fileId)));

  private static TouchedNode at(TouchedFiles.Marks marks, Name... path) {
    TouchedNode node = marks.roots().get(0);
    for (Name name : path) {
      node = node.children().get(name);
    }
    return node;
  }

  private static Operation.Write write(long fileId, long offset, int length) {
    return new Operation.Write(fileId, offset, MemorySegment.ofArray(new byte[length]));
  }

  @Test
  void aWriteMarksItsBlocksOnly() {
    names.put(2000L, new TreePath(0, List.of(A, B)));
    touched.follow(write(2000, 3L * BlockRanges.BLOCK_BYTES, 10));
    assertThat(touched.pending()).isEqualTo(new TouchedFiles.Pending(1, 10));
    TouchedNode node = at(touched.drain(), A, B);
    assertThat(node.content.ranges()).containsExactly(new BlockRanges.Range(3, 4));
    assertThat(node.named).isFalse();
  }

  @Test
  void aTruncationMarksEverythingBehindIt() {
    names.put(2000L, new TreePath(0, List.of(A)));
    touched.follow(new Operation.Truncate(2000, BlockRanges.BLOCK_BYTES + 1));
    assertThat(at(touched.drain(), A).content.ranges())
        .containsExactly(new BlockRanges.Range(1, BlockRanges.END));
  }

  @Test
  void anEntryMarksItsNameAndItsDirectorysTimes() {
    touched.follow(new Operation.MakeDirectory(ROOT, A, 2000, 0755, 0, 0));
    TouchedFiles.Marks marks = touched.drain();
    assertThat(at(marks).attributes).isTrue();
    assertThat(at(marks, A).named).isTrue();
    assertThat(marks.unnamed()).isEmpty();
  }

  @Test
  void aRenameMarksBothNamesAndWhatItReplaced() {
    touched.follow(new Operation.Rename(ROOT, A, ROOT, B, 0, 2000, 2001));
    TouchedFiles.Marks marks = touched.drain();
    assertThat(at(marks, A).named).isTrue();
    assertThat(at(marks, B).named).isTrue();
    assertThat(marks.unnamed()).containsExactly(2001L);
  }

  @Test
  void aLinkMarksTheNameTheFileHadBefore() {
    names.put(2000L, new TreePath(0, List.of(A)));
    touched.follow(new Operation.Link(2000, ROOT, B));
    TouchedFiles.Marks marks = touched.drain();
    assertThat(at(marks, A).attributes).isTrue();
    assertThat(at(marks, B).named).isTrue();
  }

  @Test
  void aFileWithoutAKnownNameIsKeptByItsId() {
    touched.follow(write(2000, 0, 1));
    touched.follow(new Operation.Unlink(ROOT, A, 2001));
    assertThat(touched.drain().unnamed()).containsExactlyInAnyOrder(2000L, 2001L);
  }

  @Test
  void whatWasTakenOutIsMarkedAgainByTheNextOperation() {
    names.put(2000L, new TreePath(0, List.of(A)));
    touched.follow(write(2000, 0, 1));
    touched.drain();
    assertThat(touched.pending()).isEqualTo(new TouchedFiles.Pending(0, 0));
    names.put(2000L, new TreePath(0, List.of(B)));
    touched.follow(write(2000, 0, 1));
    assertThat(at(touched.drain(), B).content.ranges()).hasSize(1);
  }

  @Test
  void barriersAndBindingsTouchNothing() {
    touched.follow(new Operation.Bind(2000, ROOT, A));
    touched.follow(new Operation.Barrier(2000, false));
    assertThat(touched.pending()).isEqualTo(new TouchedFiles.Pending(0, 0));
  }
}
