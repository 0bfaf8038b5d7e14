package io.lockstep.node.tree;

import static io.lockstep.node.tree.TreePair.ROOT;
import static io.lockstep.node.tree.TreePair.bytes;
import static io.lockstep.node.tree.TreePair.create;
import static io.lockstep.node.tree.TreePair.name;
import static io.lockstep.node.tree.TreePair.rename;
import static io.lockstep.node.tree.TreePair.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.SetAttributes;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Redoing what was done, or was not, any number of times is doing it once. */
class RepeatTest {

  private static final long A = 2000;
  private static final long B = 2001;
  private static final long D = 2002;
  private static final long NEW = 2003;
  private static final byte[] KEY = bytes("trusted.k");

  @TempDir Path directory;

  static Stream<Operation> operations() {
    return Stream.of(
        create("new", NEW),
        new Operation.Create(D, name("null"), NEW, Stat.S_IFCHR | 0600, 0, 0, 0x103),
        new Operation.MakeDirectory(ROOT, name("new"), NEW, 02755, 3, 4),
        new Operation.Symlink(ROOT, name("new"), NEW, bytes("target"), 0, 0),
        new Operation.Link(A, ROOT, name("new")),
        new Operation.Unlink(ROOT, name("a"), A),
        new Operation.RemoveDirectory(ROOT, name("d"), D),
        rename("a", "new", 0, A, 0),
        rename("a", "b", 0, A, B),
        rename("a", "b", Directories.RENAME_EXCHANGE, A, B),
        rename("a", "d", Directories.RENAME_EXCHANGE, A, D),
        rename("a", "new", Directories.RENAME_NOREPLACE, A, 0),
        rename("a", "new", Directories.RENAME_WHITEOUT, A, 0),
        write(A, 1, "written"),
        new Operation.Truncate(A, 3),
        new Operation.Allocate(A, 0, 0, 5000),
        new SetAttributes(A, 31, 06711, 5, 6, 7, 8),
        new Operation.SetXattr(A, bytes("trusted.new"), bytes("v"), 1),
        new Operation.SetXattr(A, KEY, bytes("v"), 2),
        new Operation.RemoveXattr(A, KEY),
        new Operation.Barrier(A, false),
        new Operation.Bind(NEW, ROOT, name("a")),
        new Operation.Heal(ROOT, name("b"), NEW, 0100600, 0, 0, 0, new byte[0]));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void redoingIsIdempotent(Operation op) throws IOException {
    try (TreePair pair = pair()) {
      long now = pair.tick();
      assertThat(pair.here.apply(op, now, pair.hereFiles)).isZero();
      for (int i = 0; i < 3; i++) {
        assertThat(pair.there.redo(op, now, pair.thereFiles)).isZero();
        pair.assertEqual();
      }
    }
  }

  private TreePair pair() throws IOException {
    TreePair pair =
        new TreePair(
            Files.createDirectory(directory.resolve("left")),
            Files.createDirectory(directory.resolve("right")));
    pair.does(
        create("a", A),
        create("b", B),
        new Operation.MakeDirectory(ROOT, name("d"), D, 0755, 0, 0),
        write(A, 0, "content"),
        new Operation.SetXattr(A, KEY, bytes("1"), 0));
    return pair;
  }

  @Test
  void finishesAHalfMadeEntry() throws IOException {
    try (TreePair pair = pair()) {
      Operation op = new Operation.Create(ROOT, name("new"), NEW, 0106711, 5, 6, 0);
      long now = pair.tick();
      assertThat(pair.here.apply(op, now, pair.hereFiles)).isZero();
      Files.createFile(pair.right.resolve("new"));
      assertThat(pair.there.redo(op, now, pair.thereFiles)).isZero();
      pair.assertEqual();
      assertThat(pair.thereFiles.get(NEW)).isNotNull();
    }
  }

  @Test
  void reportsWhatItCannotExplain() throws IOException {
    try (TreePair pair = pair()) {
      Operation make = new Operation.MakeDirectory(ROOT, name("a"), NEW, 0755, 0, 0);
      assertThat(pair.here.redo(make, 1, pair.hereFiles)).isEqualTo(-Errno.EEXIST);
      Operation symlink = new Operation.Symlink(ROOT, name("a"), NEW, bytes("t"), 0, 0);
      assertThat(pair.here.redo(symlink, 1, pair.hereFiles)).isEqualTo(-Errno.EEXIST);
      Operation link = new Operation.Link(A, ROOT, name("b"));
      assertThat(pair.here.redo(link, 1, pair.hereFiles)).isEqualTo(-Errno.EEXIST);
      Operation.Rename exchange = rename("a", "b", Directories.RENAME_EXCHANGE, 9999, B);
      assertThat(pair.here.redo(exchange, 1, pair.hereFiles)).isEqualTo(-Errno.ESTALE);
      assertThat(pair.here.redo(rename("x", "y", 0, A, 0), 1, pair.hereFiles))
          .isEqualTo(-Errno.ENOENT);
    }
  }
}
