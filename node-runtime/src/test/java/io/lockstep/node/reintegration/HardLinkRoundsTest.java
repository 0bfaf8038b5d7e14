package io.lockstep.node.reintegration;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.tree.TreeDescription;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to files with several names between the first round and the last. */
@Timeout(30)
class HardLinkRoundsTest {

  private static final long ROOT = Operation.FIRST_ROOT;
  private static final long FILE = 2000;
  private static final Name A = Name.of("a");
  private static final Name B = Name.of("b");
  private static final Name C = Name.of("c");

  @TempDir Path temporary;
  private Path from;
  private Path to;

  @BeforeEach
  void makeRoots() throws IOException {
    from = Files.createDirectory(temporary.resolve("from"));
    to = Files.createDirectory(temporary.resolve("to"));
  }

  private static Operation create(Name name, long id) {
    return new Operation.Create(ROOT, name, id, Stat.S_IFREG | 0644, 0, 0, 0);
  }

  private static void write(WrittenTree tree, long id, String text) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      run(
          tree,
          new Operation.Write(
              id, 0, arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes))));
    }
  }

  private static void run(WrittenTree tree, Operation... operations) {
    for (Operation operation : operations) {
      tree.execute(operation, () -> {});
    }
  }

  /** First round, the given change, last round: then both trees are equal. */
  private void changeAfterTheFirstRound(WrittenTree tree, Runnable change) throws Exception {
    try (StateSession session = new StateSession(from, to, tree.touched, tree)) {
      try {
        session.source.rounds();
        change.run();
        session.source.lastRound();
      } catch (IOException | RuntimeException e) {
        session.reportTargetFirst(e);
      }
      session.awaitTarget();
    }
    assertThat(TreeDescription.differences(from, to)).isEmpty();
  }

  @Test
  void contentReachesANameThatNobodyKnows() throws Exception {
    try (WrittenTree tree = new WrittenTree(from)) {
      run(tree, create(A, FILE), new Operation.Link(FILE, ROOT, B));
      tree.forgetAllNamesButOne();
      changeAfterTheFirstRound(
          tree,
          () -> {
            run(tree, new Operation.Unlink(ROOT, A, FILE));
            write(tree, FILE, "through a descriptor");
          });
      assertThat(to.resolve("b")).hasContent("through a descriptor");
    }
  }

  @Test
  void contentWrittenUnderANameThatWasThenReplacedReachesTheOtherName() throws Exception {
    try (WrittenTree tree = new WrittenTree(from)) {
      run(tree, create(A, FILE), new Operation.Link(FILE, ROOT, B), create(C, FILE + 1));
      changeAfterTheFirstRound(
          tree,
          () -> {
            write(tree, FILE, "written as a");
            run(tree, new Operation.Rename(ROOT, C, ROOT, A, 0, FILE + 1, FILE));
          });
      assertThat(to.resolve("b")).hasContent("written as a");
    }
  }

  @Test
  void contentWrittenUnderANameThatWasThenRemovedReachesTheOtherName() throws Exception {
    try (WrittenTree tree = new WrittenTree(from)) {
      run(tree, create(A, FILE), new Operation.Link(FILE, ROOT, B));
      changeAfterTheFirstRound(
          tree,
          () -> {
            write(tree, FILE, "written as a");
            run(tree, new Operation.Unlink(ROOT, A, FILE));
          });
      assertThat(to.resolve("b")).hasContent("written as a");
    }
  }

  @Test
  void aNameThatIsTakenFromOneFileAndGivenToAnotherIsNotWrittenThrough() throws Exception {
    try (WrittenTree tree = new WrittenTree(from)) {
      run(tree, create(A, FILE), new Operation.Link(FILE, ROOT, B));
      write(tree, FILE, "old");
      changeAfterTheFirstRound(
          tree,
          () -> {
            run(tree, new Operation.Unlink(ROOT, A, FILE), create(A, FILE + 1));
            write(tree, FILE + 1, "new");
          });
      assertThat(to.resolve("b")).hasContent("old");
    }
  }

  @Test
  void aFileThatGetsItsSecondNameLaterSharesItsInode() throws Exception {
    try (WrittenTree tree = new WrittenTree(from)) {
      run(tree, create(A, FILE));
      write(tree, FILE, "one");
      changeAfterTheFirstRound(
          tree, () -> run(tree, new Operation.Link(FILE, ROOT, C), create(B, FILE + 1)));
    }
  }

  @Test
  void namesThatChangePlaceKeepTheirFiles() throws Exception {
    try (WrittenTree tree = new WrittenTree(from)) {
      run(tree, create(A, FILE), new Operation.Link(FILE, ROOT, B), create(C, FILE + 1));
      write(tree, FILE, "two names");
      write(tree, FILE + 1, "one name");
      changeAfterTheFirstRound(
          tree, () -> run(tree, new Operation.Rename(ROOT, B, ROOT, C, 2, FILE, FILE + 1)));
    }
  }

  @Test
  void aFileThatTheTargetCannotKnowByIdentityCostsAWholeRoundButIsNotMissed() throws Exception {
    try (WrittenTree tree = new WrittenTree(from)) {
      run(tree, create(A, FILE));
      changeAfterTheFirstRound(
          tree,
          () -> {
            tree.forgetAllNames();
            write(tree, FILE, "nobody knows my name");
          });
      assertThat(to.resolve("a")).hasContent("nobody knows my name");
    }
  }
}
