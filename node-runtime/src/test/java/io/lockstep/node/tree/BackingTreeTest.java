package io.lockstep.node.tree;

import static io.lockstep.node.tree.TreePair.ROOT;
import static io.lockstep.node.tree.TreePair.bytes;
import static io.lockstep.node.tree.TreePair.create;
import static io.lockstep.node.tree.TreePair.name;
import static io.lockstep.node.tree.TreePair.rename;
import static io.lockstep.node.tree.TreePair.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.SetAttributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.posix.TestCalls;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of operation, one by one: on the disk's file system and on a tmpfs alike. */
class BackingTreeTest {

  private static final long FILE = 2000;
  private static final long OTHER = 2001;
  private static final long DIRECTORY = 2002;

  @TempDir Path directory;

  private Tmpfs tmpfs;
  private TreePair pair;

  @BeforeEach
  void open() throws IOException {
    Path left = Files.createDirectory(directory.resolve("left"));
    Path right = Files.createDirectory(directory.resolve("right"));
    tmpfs = Tmpfs.mount(right, "size=8m");
    pair = new TreePair(left, right);
  }

  @AfterEach
  void close() {
    pair.close();
    tmpfs.close();
  }

  private String line(String path) {
    pair.assertEqual();
    return TreeDescription.of(pair.left).get(path);
  }

  private static Operation.MakeDirectory directory(String name, long id) {
    return new Operation.MakeDirectory(ROOT, name(name), id, 0755, 0, 0);
  }

  @Test
  void createsEveryTypeWithItsExactModeAndOwner() {
    int previous = TestCalls.umask(0077);
    try {
      pair.does(
          new Operation.Create(ROOT, name("f"), 2000, 0106755, 11, 12, 0),
          new Operation.Create(ROOT, name("fifo"), 2001, Stat.S_IFIFO | 0622, 1, 2, 0),
          new Operation.Create(ROOT, name("socket"), 2002, Stat.S_IFSOCK | 0600, 1, 2, 0),
          new Operation.Create(ROOT, name("null"), 2003, Stat.S_IFCHR | 0666, 0, 0, 0x103),
          new Operation.MakeDirectory(ROOT, name("d"), 2004, 03777, 5, 6),
          new Operation.Symlink(ROOT, name("l"), 2005, bytes("../x y"), 7, 8));
    } finally {
      TestCalls.umask(previous);
    }
    assertThat(line("f")).startsWith("106755 11:12 ");
    assertThat(line("fifo")).startsWith("010622 1:2 ");
    assertThat(line("socket")).startsWith("140600 1:2 ");
    assertThat(line("null")).startsWith("020666 0:0 ").endsWith("dev=1:3");
    assertThat(line("d")).startsWith("043777 5:6 ");
    assertThat(line("l")).startsWith("120777 7:8 ").endsWith("-> ../x\\x20y");
    assertThat(pair.hereFiles.size()).isEqualTo(6);
  }

  @Test
  void createDefaultsToARegularFileAndRefusesWhatExists() {
    pair.does(new Operation.Create(ROOT, name("f"), FILE, 0600, 0, 0, 0));
    assertThat(line("f")).startsWith("100600");
    assertThat(pair.both(create("f", OTHER))).isEqualTo(-Errno.EEXIST);
    assertThat(pair.both(directory("f", OTHER))).isEqualTo(-Errno.EEXIST);
    assertThat(pair.hereFiles.get(OTHER)).isNull();
  }

  @Test
  void setsTheTimesOfTheEntryAndItsParent() {
    pair.does(create("f", FILE));
    String time = "mtime=" + (pair.tick() - 1_000_000_007L);
    assertThat(line("f")).contains(time);
    assertThat(line(".")).contains(time);
  }

  @Test
  void inheritsADefaultAclAlikeOnBothNodes() {
    byte[] acl = DefaultAcl.allowing(1234);
    pair.does(
        directory("d", DIRECTORY),
        new Operation.SetXattr(DIRECTORY, bytes("system.posix_acl_default"), acl, 0),
        new Operation.Create(DIRECTORY, name("f"), FILE, 0100640, 0, 0, 0),
        new Operation.MakeDirectory(DIRECTORY, name("inner"), OTHER, 0750, 0, 0));
    assertThat(line("d/f")).startsWith("100640").contains("system.posix_acl_access=");
    assertThat(line("d/inner")).contains("system.posix_acl_default=");
  }

  @Test
  void linksAndRemovesNames() {
    pair.does(create("a", FILE), new Operation.Link(FILE, ROOT, name("b")));
    assertThat(line("b")).endsWith("same-as=a");
    assertThat(pair.both(new Operation.Link(FILE, ROOT, name("b")))).isEqualTo(-Errno.EEXIST);
    pair.does(new Operation.Unlink(ROOT, name("a"), FILE));
    assertThat(pair.hereFiles.get(FILE)).isNotNull();
    pair.does(write(FILE, 0, "still here"), new Operation.Unlink(ROOT, name("b"), FILE));
    assertThat(pair.hereFiles.get(FILE)).isNull();
    assertThat(pair.both(new Operation.Unlink(ROOT, name("b"), FILE))).isEqualTo(-Errno.ENOENT);
    pair.assertEqual();
  }

  @Test
  void linksASymbolicLinkItself() {
    pair.does(
        new Operation.Symlink(ROOT, name("l"), FILE, bytes("nowhere"), 0, 0),
        new Operation.Link(FILE, ROOT, name("m")));
    assertThat(line("m")).contains("-> nowhere").endsWith("same-as=l");
  }

  @Test
  void hasNothingToDoForDeletedFiles() {
    pair.does(create("a", FILE), new Operation.Unlink(ROOT, name("a"), FILE));
    pair.does(
        write(FILE, 0, "late"),
        new Operation.Truncate(FILE, 1),
        new Operation.Barrier(FILE, false),
        new SetAttributes(FILE, SetAttributes.MODE, 0, 0, 0, 0, 0));
    assertThat(pair.both(new Operation.Link(FILE, ROOT, name("b")))).isEqualTo(-Errno.ENOENT);
    assertThat(pair.both(write(9999, 0, "never known"))).isEqualTo(-Errno.ESTALE);
  }

  @Test
  void removesDirectoriesOnlyWhenEmpty() {
    pair.does(
        directory("d", DIRECTORY),
        new Operation.Create(DIRECTORY, name("f"), FILE, 0100600, 0, 0, 0));
    Operation remove = new Operation.RemoveDirectory(ROOT, name("d"), DIRECTORY);
    assertThat(pair.both(remove)).isEqualTo(-Errno.ENOTEMPTY);
    assertThat(pair.both(new Operation.Unlink(ROOT, name("d"), DIRECTORY)))
        .isEqualTo(-Errno.EISDIR);
    pair.does(new Operation.Unlink(DIRECTORY, name("f"), FILE), remove);
    assertThat(pair.hereFiles.size()).isZero();
    assertThat(pair.both(new Operation.RemoveDirectory(ROOT, name("d"), DIRECTORY)))
        .isEqualTo(-Errno.ENOENT);
  }

  @Test
  void renamesWithEveryFlag() {
    pair.does(create("a", FILE), create("b", OTHER), write(FILE, 0, "A"), write(OTHER, 0, "BB"));
    assertThat(pair.both(rename("a", "b", Directories.RENAME_NOREPLACE, FILE, OTHER)))
        .isEqualTo(-Errno.EEXIST);
    pair.does(rename("a", "b", Directories.RENAME_EXCHANGE, FILE, OTHER));
    assertThat(line("a")).contains("size=2");
    pair.does(rename("b", "a", 0, FILE, OTHER));
    assertThat(pair.hereFiles.get(OTHER)).isNull();
    assertThat(line("a")).contains("size=1");
    pair.does(rename("a", "c", Directories.RENAME_WHITEOUT, FILE, 0));
    assertThat(line("a")).startsWith("020000").endsWith("dev=0:0");
    assertThat(pair.both(rename("none", "d", 0, FILE, 0))).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void movesBetweenDirectoriesKeepingIds() {
    pair.does(
        directory("d", DIRECTORY),
        create("a", FILE),
        new Operation.Rename(ROOT, name("a"), DIRECTORY, name("b"), 0, FILE, 0),
        rename("d", "e", 0, DIRECTORY, 0),
        write(FILE, 3, "x"));
    assertThat(line("e/b")).contains("size=4");
  }

  @Test
  void writesTruncatesAndAllocates() {
    pair.does(create("f", FILE), write(FILE, 5, "hello"), write(FILE, 0, "01234"));
    assertThat(line("f")).contains("size=10");
    pair.does(new Operation.Truncate(FILE, 4), new Operation.Truncate(FILE, 100_000));
    assertThat(line("f")).contains("size=100000");
    pair.does(
        new Operation.Allocate(FILE, 0, 0, 200_000),
        new Operation.Allocate(FILE, Descriptors.FALLOC_FL_KEEP_SIZE, 0, 300_000),
        new Operation.Allocate(
            FILE, Descriptors.FALLOC_FL_PUNCH_HOLE | Descriptors.FALLOC_FL_KEEP_SIZE, 1, 2));
    assertThat(line("f")).contains("size=200000");
    int collapse = Descriptors.FALLOC_FL_COLLAPSE_RANGE;
    assertThat(pair.both(new Operation.Allocate(FILE, collapse, 0, 4096)))
        .isEqualTo(-Errno.EOPNOTSUPP);
    assertThat(pair.both(new Operation.Truncate(FILE, -1))).isEqualTo(-Errno.EINVAL);
    pair.does(new Operation.Barrier(FILE, true), new Operation.Barrier(ROOT, false));
  }

  @Test
  void neverWritesToADevice() {
    pair.does(new Operation.Create(ROOT, name("full"), FILE, Stat.S_IFCHR | 0666, 0, 0, 0x107));
    assertThat(pair.both(write(FILE, 0, "x"))).isEqualTo(-Errno.EINVAL);
    assertThat(pair.both(write(ROOT, 0, "x"))).isEqualTo(-Errno.EBADF);
    pair.does(new Operation.Barrier(FILE, false));
  }

  @Test
  void setsAttributesKeepingSetIdBits() {
    pair.does(
        create("f", FILE),
        new SetAttributes(FILE, 31, 06711, 3, 4, 5_000_000_006L, 7_000_000_008L));
    assertThat(line("f")).startsWith("106711 3:4 mtime=7000000008 ");
    pair.does(new SetAttributes(FILE, SetAttributes.GID, 0, 9, 9, 0, 0));
    assertThat(line("f")).contains(" 3:9 mtime=7000000008 ");
    pair.does(new SetAttributes(FILE, SetAttributes.MTIME, 0, 0, 0, 0, -1));
    assertThat(line("f")).contains("mtime=-1 ");
  }

  @Test
  void setsTheAttributesOfASymbolicLinkItself() {
    pair.does(
        new Operation.Symlink(ROOT, name("l"), FILE, bytes("t"), 0, 0),
        create("t", OTHER),
        new SetAttributes(FILE, 2 + 4 + 16, 0, 1, 2, 0, 42),
        new Operation.SetXattr(FILE, bytes("trusted.x"), bytes("v"), 0));
    assertThat(line("l")).contains("1:2 mtime=42 ").contains("trusted.x=76");
    assertThat(line("t")).contains(" 0:0 ").doesNotContain("trusted");
    assertThat(pair.both(new SetAttributes(FILE, SetAttributes.MODE, 0600, 0, 0, 0, 0)))
        .isEqualTo(-Errno.EOPNOTSUPP);
  }

  @Test
  void setsAndRemovesExtendedAttributes() {
    byte[] key = bytes("trusted.k");
    pair.does(create("f", FILE), new Operation.SetXattr(FILE, key, bytes("1"), 1));
    assertThat(pair.both(new Operation.SetXattr(FILE, key, bytes("2"), 1)))
        .isEqualTo(-Errno.EEXIST);
    pair.does(new Operation.SetXattr(FILE, key, new byte[0], 2));
    assertThat(line("f")).endsWith(" trusted.k=");
    pair.does(new Operation.RemoveXattr(FILE, key));
    assertThat(pair.both(new Operation.RemoveXattr(FILE, key))).isEqualTo(-Errno.ENODATA);
    pair.does(new Operation.SetXattr(ROOT, key, bytes("root"), 0));
    pair.assertEqual();
  }

  @Test
  void healReplacesWhateverStandsThere() {
    pair.does(
        directory("d", DIRECTORY),
        new Operation.MakeDirectory(DIRECTORY, name("inner"), OTHER, 0755, 0, 0),
        new Operation.Create(OTHER, name("f"), FILE, 0100600, 0, 0, 0),
        new Operation.Heal(ROOT, name("d"), 2010, 0100640, 1, 2, 0, new byte[0]),
        write(2010, 0, "now a file"));
    assertThat(line("d")).startsWith("100640 1:2 ").contains("size=10");
    pair.does(new Operation.Heal(ROOT, name("d"), 2010, 0, 0, 0, 0, new byte[0]));
    assertThat(TreeDescription.of(pair.left)).containsOnlyKeys(".");
    assertThat(pair.hereFiles.get(2010)).isNull();
    pair.does(new Operation.Heal(ROOT, name("l"), 2011, Stat.S_IFLNK | 0777, 0, 0, 0, bytes("to")));
    assertThat(line("l")).endsWith("-> to");
  }

  @Test
  void bindsNamesOfWhatIsThere() throws IOException {
    for (Path root : List.of(pair.left, pair.right)) {
      Files.writeString(root.resolve("old"), "old");
      Files.setLastModifiedTime(root, FileTime.fromMillis(1));
    }
    pair.does(new Operation.Bind(FILE, ROOT, name("old")), write(FILE, 3, "er"));
    assertThat(line("old")).contains("size=5");
    assertThat(pair.both(new Operation.Bind(OTHER, ROOT, name("none")))).isEqualTo(-Errno.ENOENT);
    assertThat(pair.both(new Operation.Bind(OTHER, 7777, name("none")))).isEqualTo(-Errno.ESTALE);
  }

  @Test
  void doesNotFollowSymbolicLinksInParents() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createSymbolicLink(pair.left.resolve("out"), outside);
    Files.createSymbolicLink(pair.right.resolve("out"), outside);
    pair.does(new Operation.Bind(DIRECTORY, ROOT, name("out")));
    assertThat(pair.both(new Operation.Create(DIRECTORY, name("f"), FILE, 0100600, 0, 0, 0)))
        .isEqualTo(-Errno.ENOTDIR);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void staysOnItsOwnFileSystem() throws IOException {
    Path point = Files.createDirectory(pair.left.resolve("mounted"));
    try (Tmpfs other = Tmpfs.mount(point, "size=1m")) {
      assertThat(other.directory()).exists();
      assertThat(pair.onlyHere(new Operation.Bind(FILE, ROOT, name("mounted"))))
          .isEqualTo(-Errno.EXDEV);
    }
  }

  @Test
  void findsAndOpensForReading() {
    pair.does(create("f", FILE), write(FILE, 0, "x"));
    FileHandle found = pair.here.find(pair.here.rootHandle(0), name("f"));
    assertThat(found).isEqualTo(pair.hereFiles.get(FILE));
    assertThat(pair.here.find(pair.here.rootHandle(0), name("g"))).isNull();
    int fd = pair.here.openRead(found, OpenFlags.O_RDONLY);
    assertThat(fd).isPositive();
    Descriptors.close(fd);
    pair.here.forget(found);
    pair.does(new Operation.Unlink(ROOT, name("f"), FILE));
    assertThat(pair.here.openRead(found, OpenFlags.O_RDONLY)).isEqualTo(-Errno.ESTALE);
  }

  @Test
  void refusesToOpenWhatIsNotADirectory() {
    assertThatThrownBy(
            () -> BackingTree.open(List.of(pair.left, directory.resolve("none")), Exclusion.NONE))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("ENOENT");
  }

  @Test
  void keepsDirectoriesApart() throws IOException {
    Path second = Files.createDirectory(directory.resolve("second"));
    FileTable files = new FileTable();
    try (BackingTree tree = BackingTree.open(List.of(pair.left, second), Exclusion.NONE)) {
      Name name = name("f");
      assertThat(tree.apply(new Operation.Create(2, name, FILE, 0600, 0, 0, 0), 1, files)).isZero();
      assertThat(tree.apply(new Operation.Link(FILE, 2, name("g")), 1, files)).isZero();
      assertThat(tree.apply(new Operation.Create(3, name, FILE, 0600, 0, 0, 0), 1, files))
          .isEqualTo(-Errno.ESTALE);
      assertThat(second.resolve("g")).exists();
      assertThat(files.get(FILE).root()).isEqualTo(1);
    }
  }
}
