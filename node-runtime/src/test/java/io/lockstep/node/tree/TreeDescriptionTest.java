package io.lockstep.node.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.SetAttributes;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each single difference is found, and shown with its path. */
class TreeDescriptionTest {

  private static final long FILE = 2000;

  @TempDir Path directory;

  private Path left;
  private Path right;

  @BeforeEach
  void make() throws IOException {
    left = Files.createDirectory(directory.resolve("left"));
    right = Files.createDirectory(directory.resolve("right"));
    try (TreePair pair = new TreePair(left, right)) {
      pair.does(
          TreePair.create("f", FILE),
          TreePair.write(FILE, 0, "content"),
          new Operation.Link(FILE, TreePair.ROOT, TreePair.name("g h\u00e4")));
    }
    assertThat(TreeDescription.differences(left, right)).isEmpty();
  }

  private void onRight(Operation... operations) {
    FileTable files = new FileTable();
    try (BackingTree tree = BackingTree.open(List.of(right), Exclusion.NONE)) {
      tree.apply(new Operation.Bind(FILE, TreePair.ROOT, TreePair.name("f")), 0, files);
      for (Operation op : operations) {
        assertThat(tree.apply(op, 7, files)).isZero();
      }
    }
  }

  private void differs(String... paths) {
    assertThat(TreeDescription.differences(left, right))
        .extracting(line -> line.substring(0, line.indexOf(": ")))
        .containsExactly(paths);
  }

  @Test
  void showsContent() {
    long time = 1_700_000_000_000_000_000L;
    onRight(TreePair.write(FILE, 0, "Content"));
    onRight(new SetAttributes(FILE, SetAttributes.MTIME, 0, 0, 0, 0, time));
    differs("f", "g\\x20h\\xc3\\xa4");
  }

  @Test
  void showsAttributesAndTimes() {
    onRight(new SetAttributes(TreePair.ROOT, SetAttributes.MTIME, 0, 0, 0, 0, 2));
    differs(".");
  }

  @Test
  void showsExtendedAttributes() {
    onRight(new Operation.SetXattr(TreePair.ROOT, TreePair.bytes("trusted.a"), new byte[1], 0));
    differs(".");
  }

  @Test
  void showsMissingNamesAndLinks() throws IOException {
    onRight(new Operation.Unlink(TreePair.ROOT, TreePair.name("g h\u00e4"), FILE));
    differs(".", "f", "g\\x20h\\xc3\\xa4");
    assertThat(TreeDescription.differences(left, right).get(2)).endsWith("| absent");
  }
}
