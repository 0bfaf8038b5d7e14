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
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The left tree fails, mostly because it is on a full file system; the right one has succeeded. */
class HealingTest {

  private static final long FILE = 2000;
  private static final long OTHER = 2001;
  private static final long DIRECTORY = 2002;
  private static final long NEW = 2010;

  @TempDir Path directory;

  private Tmpfs small;
  private TreePair pair;

  @BeforeEach
  void open() throws IOException {
    Path left = Files.createDirectory(directory.resolve("left"));
    Path right = Files.createDirectory(directory.resolve("right"));
    small = Tmpfs.mount(left, "size=1m,nr_inodes=6");
    pair = new TreePair(left, right);
    pair.does(
        create("f", FILE),
        create("g", OTHER),
        new Operation.MakeDirectory(ROOT, name("d"), DIRECTORY, 0755, 1, 2),
        write(FILE, 0, "content of f"),
        write(OTHER, 5000, "content of g behind a hole"));
  }

  @AfterEach
  void close() {
    pair.close();
    small.close();
  }

  private void fill() {
    byte[] block = new byte[900 << 10];
    pair.does(new Operation.Write(OTHER, 8192, TreePair.data(block)));
  }

  private void failsOnlyHere(int errno, Operation op) {
    assertThat(pair.onlyThere(op)).isZero();
    assertThat(pair.onlyHere(op)).isEqualTo(-errno);
    pair.heal(op);
  }

  /** The right tree did it, the left one did not get to it. */
  private void missesHere(Operation op) {
    assertThat(pair.onlyThere(op)).isZero();
    pair.heal(op);
  }

  @Test
  void healsAWriteThatDidNotFit() {
    fill();
    byte[] block = new byte[512 << 10];
    block[0] = 1;
    failsOnlyHere(Errno.ENOSPC, new Operation.Write(FILE, 6, TreePair.data(block)));
  }

  @Test
  void healsAWriteIntoAHole() {
    missesHere(write(OTHER, 100, "into the hole"));
  }

  @Test
  void healsAnAllocationThatDidNotFit() {
    failsOnlyHere(Errno.ENOSPC, new Operation.Allocate(FILE, 0, 0, 4 << 20));
  }

  @Test
  void healsAPunchedHole() {
    int mode = Descriptors.FALLOC_FL_PUNCH_HOLE | Descriptors.FALLOC_FL_KEEP_SIZE;
    missesHere(new Operation.Allocate(FILE, mode, 2, 3));
    missesHere(new Operation.Allocate(FILE, mode, 2, 1L << 30));
  }

  @Test
  void healsATruncation() {
    missesHere(new Operation.Truncate(OTHER, 3));
    missesHere(new Operation.Truncate(FILE, 40_000));
  }

  @Test
  void healsEntriesThatCouldNotBeMade() {
    pair.does(new Operation.Symlink(ROOT, name("l"), 2003, bytes("t"), 0, 0));
    pair.does(new Operation.Create(ROOT, name("last"), 2004, 0100600, 0, 0, 0));
    failsOnlyHere(Errno.ENOSPC, create("new", NEW));
    failsOnlyHere(Errno.ENOSPC, new Operation.MakeDirectory(ROOT, name("new"), NEW, 0700, 0, 0));
    failsOnlyHere(
        Errno.ENOSPC, new Operation.Symlink(DIRECTORY, name("new"), NEW, bytes("t"), 0, 0));
    assertThat(pair.hereFiles.get(NEW)).isNull();
    assertThat(pair.thereFiles.get(NEW)).isNull();
  }

  @Test
  void healsALink() {
    missesHere(new Operation.Link(FILE, ROOT, name("more")));
    pair.does(write(FILE, 0, "the id still stands for it"));
    pair.assertEqual();
  }

  @Test
  void bringsARemovedFileBackUnderItsId() {
    pair.does(
        new Operation.SetXattr(OTHER, bytes("trusted.k"), bytes("v"), 0),
        new SetAttributes(OTHER, 15, 06750, 7, 8, 1, 0));
    missesHere(new Operation.Unlink(ROOT, name("g"), OTHER));
    pair.does(write(OTHER, 1, "again"));
    pair.assertEqual();
  }

  @Test
  void bringsOneOfSeveralNamesBackAsALink() {
    pair.does(new Operation.Link(FILE, DIRECTORY, name("second")));
    missesHere(new Operation.Unlink(ROOT, name("f"), FILE));
    assertThat(TreeDescription.of(pair.right).get("f")).contains("same-as=d/second");
  }

  @Test
  void bringsARemovedDirectoryBack() {
    missesHere(new Operation.RemoveDirectory(ROOT, name("d"), DIRECTORY));
    pair.does(new Operation.Link(FILE, DIRECTORY, name("in it")));
    pair.assertEqual();
  }

  @Test
  void bringsADirectoryBackWithWhatItHolds() {
    pair.does(new Operation.Create(DIRECTORY, name("x"), 2003, 0100600, 0, 0, 0));
    pair.does(write(2003, 0, "x"));
    Operation remove = new Operation.Heal(ROOT, name("d"), DIRECTORY, 0, 0, 0, 0, new byte[0]);
    missesHere(remove);
    assertThat(TreeDescription.of(pair.right)).containsKey("d/x");
  }

  @Test
  void renamesBack() {
    missesHere(rename("f", "h", 0, FILE, 0));
    missesHere(rename("f", "g", 0, FILE, OTHER));
    missesHere(rename("f", "d", Directories.RENAME_EXCHANGE, FILE, DIRECTORY));
    missesHere(rename("f", "h", Directories.RENAME_WHITEOUT, FILE, 0));
    missesHere(new Operation.Rename(ROOT, name("f"), DIRECTORY, name("f"), 0, FILE, 0));
    pair.does(write(FILE, 0, "F"), write(OTHER, 0, "G"));
    pair.does(new Operation.Link(FILE, DIRECTORY, name("l")));
    pair.assertEqual();
  }

  @Test
  void healsOnlyTimesOfARenameThatWasDone() {
    Operation op = rename("f", "h", 0, FILE, 0);
    assertThat(pair.onlyThere(op)).isZero();
    assertThat(pair.onlyHere(op)).isZero();
    pair.heal(op);
  }

  @Test
  void healsAttributes() {
    missesHere(new SetAttributes(FILE, 31, 0600, 5, 6, 7, 8));
    missesHere(new SetAttributes(FILE, SetAttributes.MTIME, 0, 0, 0, 0, 8));
    missesHere(new Operation.SetXattr(FILE, bytes("trusted.k"), bytes("v"), 0));
    pair.does(new Operation.SetXattr(FILE, bytes("trusted.k"), bytes("1"), 0));
    missesHere(new Operation.SetXattr(FILE, bytes("trusted.k"), bytes("2"), 0));
    missesHere(new Operation.RemoveXattr(FILE, bytes("trusted.k")));
    byte[] access = bytes("system.posix_acl_access");
    missesHere(new Operation.SetXattr(FILE, access, DefaultAcl.allowing(7), 0));
  }

  @Test
  void healsUnderADefaultAcl() {
    byte[] acl = bytes("system.posix_acl_default");
    pair.does(
        new Operation.MakeDirectory(DIRECTORY, name("in"), 2003, 0755, 0, 0),
        new Operation.Rename(ROOT, name("f"), DIRECTORY, name("f"), 0, FILE, 0),
        new Operation.SetXattr(DIRECTORY, acl, DefaultAcl.allowing(7), 0));
    missesHere(new Operation.Unlink(DIRECTORY, name("f"), FILE));
    missesHere(new Operation.RemoveDirectory(DIRECTORY, name("in"), 2003));
  }

  @Test
  void hasNothingToHealForBindingsAndBarriers() {
    assertThat(pair.here.healing(new Operation.Barrier(FILE, true), pair.hereFiles, () -> 0))
        .isEmpty();
    assertThat(pair.here.healing(new Operation.Bind(NEW, ROOT, name("f")), pair.hereFiles, () -> 0))
        .isEmpty();
  }

  @Test
  void keepsDataWithinTheLimitOfOneOperation() throws IOException {
    Path big = Files.createDirectory(directory.resolve("big"));
    FileTable files = new FileTable();
    try (BackingTree tree = BackingTree.open(List.of(big), Exclusion.NONE)) {
      tree.apply(create("f", FILE), 1, files);
      for (int i = 0; i < 3; i++) {
        tree.apply(
            new Operation.Write(FILE, i * 1_000_000L, TreePair.data(new byte[1_000_000])),
            1,
            files);
      }
      assertThat(
              tree.healing(new Operation.Unlink(ROOT, name("f"), FILE), files, () -> 0).stream()
                  .filter(Operation.Write.class::isInstance)
                  .map(op -> ((Operation.Write) op).data().byteSize()))
          .containsExactly(1L << 20, 1L << 20, 3_000_000L - (2L << 20));
    }
  }
}
