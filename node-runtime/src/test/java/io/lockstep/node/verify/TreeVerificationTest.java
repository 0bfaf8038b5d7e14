package io.lockstep.node.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.journal.op.Name;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.tree.TreeDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in two trees that differ, and what healing makes of it. */
class TreeVerificationTest {

  private static final FileTime TIME = FileTime.fromMillis(1_000_000);

  @TempDir Path directory;
  private Path here;
  private Path there;
  private LocalNodes nodes;

  @BeforeEach
  void open() throws IOException {
    here = Files.createDirectory(directory.resolve("here"));
    there = Files.createDirectory(directory.resolve("there"));
    nodes = open(1 << 20, Exclusion.NONE);
  }

  private LocalNodes open(long maxKeptBytes, Exclusion exclusion) {
    return new LocalNodes(here, there, directory.resolve("kept"), maxKeptBytes, exclusion);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @FunctionalInterface
  private interface Making {
    void in(Path root) throws IOException;
  }

  private void inBoth(Making making) throws IOException {
    making.in(here);
    making.in(there);
    settle();
  }

  /** Equal times, as an applier leaves them. */
  private void settle() throws IOException {
    for (Path root : List.of(here, there)) {
      try (Stream<Path> all = Files.walk(root)) {
        for (Path path : all.toList().reversed()) {
          if (!Files.isSymbolicLink(path)) {
            Files.setLastModifiedTime(path, TIME);
          }
        }
      }
    }
  }

  private List<String> found() {
    return nodes.mismatches.stream().map(m -> m.path() + ": " + m.what()).toList();
  }

  private static void sample(Path root) throws IOException {
    Path sub = Files.createDirectory(root.resolve("sub"));
    Files.writeString(sub.resolve("a"), "a");
    Files.writeString(root.resolve("b \n"), "b".repeat(3 * TreeVerification.PIECE_BYTES));
    Files.createLink(root.resolve("c"), sub.resolve("a"));
    Files.createDirectories(sub.resolve("deep/deeper"));
  }

  @Test
  void equalTreesAreEqualAndTheirDigestDoesNotDependOnTheOrderTheyWereMadeIn() throws Exception {
    inBoth(TreeVerificationTest::sample);
    Totals totals = nodes.verify(false);
    assertThat(found()).isEmpty();
    assertThat(totals.entries()).isEqualTo(7);
    assertThat(totals.bytes()).isEqualTo(3 * TreeVerification.PIECE_BYTES + 2);
    try (LocalNodes swapped =
        new LocalNodes(there, here, directory.resolve("kept"), 0, Exclusion.NONE)) {
      assertThat(swapped.verify(false).digest()).isEqualTo(totals.digest());
    }
    Files.writeString(here.resolve("sub/a"), "x");
    Files.writeString(there.resolve("sub/a"), "x");
    settle();
    try (LocalNodes changed = open(0, Exclusion.NONE)) {
      assertThat(changed.verify(false).digest()).isNotEqualTo(totals.digest());
    }
  }

  @Test
  void eachKindOfDifferenceIsNamedAndHealed() throws Exception {
    inBoth(TreeVerificationTest::sample);
    Files.setPosixFilePermissions(
        there.resolve("b \n"), PosixFilePermissions.fromString("rwx------"));
    Files.writeString(there.resolve("extra"), "e");
    Files.createDirectories(there.resolve("tree/below"));
    Files.writeString(there.resolve("tree/below/file"), "below");
    Files.delete(there.resolve("sub/deep/deeper"));
    Files.delete(there.resolve("sub/deep"));
    Files.writeString(there.resolve("sub/deep"), "a file instead of a directory");
    Files.writeString(here.resolve("longer"), "longer");
    Files.writeString(there.resolve("longer"), "long");
    Files.setAttribute(here.resolve("longer"), "user:one", new byte[] {1});
    Files.setAttribute(there.resolve("longer"), "user:two", new byte[] {2});
    Files.writeString(here.resolve("new"), "n");
    settle();

    nodes.verify(false);
    assertThat(found())
        .contains(
            "/b \\x0a: mode 100644 and 100700",
            "/extra: only on the mirror",
            "/tree: only on the mirror",
            "/new: missing on the mirror")
        .anyMatch(line -> line.matches("/sub/deep: mode 40755 and 100644, .*links 0 and 1.*"))
        .anyMatch(line -> line.matches("/longer: size 6 and 4, xattrs .*"))
        .hasSize(7)
        .anyMatch(line -> line.equals("/longer: content"));

    nodes.mismatches.clear();
    nodes.verify(true);
    assertThat(nodes.mismatches).isNotEmpty().allMatch(Mismatch::healed);
    assertThat(TreeDescription.differences(here, there)).isEmpty();
    assertThat(keptContents()).contains("e", "below", "a file instead of a directory");
    nodes.mismatches.clear();
    nodes.verify(false);
    assertThat(found()).isEmpty();
  }

  private List<String> keptContents() throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve("kept"))) {
      return all.filter(Files::isRegularFile).map(TreeVerificationTest::content).toList();
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void neighbouringPiecesAreToldAsOneAndOthersAlone() throws Exception {
    int piece = TreeVerification.PIECE_BYTES;
    inBoth(root -> Files.write(root.resolve("f"), new byte[5 * piece + 7]));
    byte[] damaged = new byte[5 * piece + 7];
    damaged[piece + 1] = 1;
    damaged[2 * piece] = 1;
    damaged[5 * piece + 6] = 1;
    Files.write(there.resolve("f"), damaged);
    settle();
    nodes.verify(false);
    assertThat(nodes.mismatches)
        .extracting(Mismatch::offset)
        .containsExactly((long) piece, 5L * piece);
    assertThat(nodes.mismatches).extracting(Mismatch::length).containsExactly(2L * piece, 7L);
    assertThat(nodes.mismatches).allMatch(m -> !m.here().equals(m.there()));
  }

  @Test
  void whatCannotBeKeptIsNotHealed() throws Exception {
    inBoth(root -> Files.writeString(root.resolve("f"), "same"));
    Files.writeString(there.resolve("f"), "else");
    settle();
    nodes.close();
    nodes = open(3, Exclusion.NONE);
    nodes.verify(true);
    assertThat(nodes.mismatches).hasSize(1).noneMatch(Mismatch::healed);
    assertThat(nodes.mismatches.getFirst().unhealed()).contains("expected room for 4 bytes");
    assertThat(there.resolve("f")).hasContent("else");
  }

  @Test
  void aNameThatIsOneOfSeveralIsNotMadeAnew() throws Exception {
    inBoth(root -> Files.writeString(root.resolve("one"), "x"));
    Files.createLink(here.resolve("two"), here.resolve("one"));
    settle();
    nodes.verify(true);
    assertThat(found())
        .containsExactlyInAnyOrder("/one: links 2 and 1", "/two: missing on the mirror");
    assertThat(nodes.mismatches).allMatch(m -> m.unhealed().contains("several names"));
    assertThat(there.resolve("two")).doesNotExist();
  }

  /** Found once or twice it may have been on its way. */
  @Test
  void aDifferenceThatGoesAwayIsNone() throws Exception {
    inBoth(root -> Files.writeString(root.resolve("f"), "same"));
    Files.writeString(there.resolve("f"), "else");
    settle();
    int[] pieces = {0};
    nodes.before =
        (_, subject) -> {
          if (subject instanceof Subject.Content && ++pieces[0] == 3) {
            writeSame();
          }
        };
    nodes.verify(false);
    assertThat(pieces[0]).isEqualTo(3);
    assertThat(found()).isEmpty();
  }

  private void writeSame() {
    try {
      Files.writeString(there.resolve("f"), "same");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatGoesAwayMeanwhileIsSkipped() throws Exception {
    inBoth(TreeVerificationTest::sample);
    nodes.before =
        (number, _) -> {
          if (number == 2) {
            delete("sub/deep/deeper");
            delete("sub/deep");
          }
        };
    nodes.verify(false);
    assertThat(found()).allMatch(line -> line.startsWith("/sub: mtime"));
  }

  @Test
  void aDirectoryThatIsRemovedWhileItIsListedHasNoMoreNames() throws Exception {
    inBoth(TreeVerificationTest::sample);
    // Somebody has it open: it can still be opened by its handle, as while it is mounted.
    int open = Descriptors.open(PathBytes.of(here.resolve("sub/deep")), OpenFlags.O_DIRECTORY, 0);
    try {
      nodes.before =
          (_, subject) -> {
            if (subject instanceof Subject.Entries s && s.names().contains(Name.of("deeper"))) {
              delete("sub/deep/deeper");
              delete("sub/deep");
            }
          };
      nodes.verify(false);
      assertThat(here.resolve("sub/deep")).doesNotExist();
    } finally {
      Descriptors.close(open);
    }
    assertThat(found()).allMatch(line -> line.startsWith("/sub: mtime"));
  }

  private void delete(String name) {
    try {
      Files.delete(here.resolve(name));
      Files.delete(there.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void excludedNamesAreNotComparedNorTheTimesOfDirectories() throws Exception {
    inBoth(TreeVerificationTest::sample);
    Files.writeString(here.resolve("sub/x.tmp"), "own");
    Files.setLastModifiedTime(there.resolve("sub"), FileTime.fromMillis(5));
    nodes.close();
    nodes = open(0, Exclusion.of(List.of("*.tmp")));
    nodes.verify(false);
    assertThat(found()).isEmpty();
  }

  @Test
  void aLargeDirectoryIsComparedPageByPage() throws Exception {
    inBoth(
        root -> {
          for (int i = 0; i < 3000; i++) {
            Files.createFile(root.resolve("a file with number " + i));
          }
        });
    Random random = new Random(4);
    Path gone = there.resolve("a file with number " + random.nextInt(3000));
    Files.delete(gone);
    Files.createFile(there.resolve("one more"));
    settle();
    Totals totals = nodes.verify(false);
    assertThat(totals.entries()).isEqualTo(3001);
    assertThat(found())
        .containsExactlyInAnyOrder(
            "/" + gone.getFileName() + ": missing on the mirror", "/one more: only on the mirror");
  }

  @Test
  void aMirrorThatCannotReadIsTold() throws Exception {
    inBoth(root -> Files.writeString(root.resolve("f"), "same"));
    nodes.before =
        (_, subject) ->
            nodes.instead =
                subject instanceof Subject.Content ? new Finding.Unable("pread: EIO") : null;
    nodes.verify(true);
    assertThat(found()).containsExactly("/f: the mirror: pread: EIO");
    assertThat(nodes.mismatches.getFirst().unhealed()).contains("EIO");
  }

  @Test
  void aMirrorThatCannotListEndsIt() {
    nodes.before =
        (_, subject) ->
            nodes.instead = subject instanceof Subject.Listing ? new Finding.Unable("EIO") : null;
    assertThatThrownBy(() -> nodes.verify(false))
        .isInstanceOf(VerificationEnded.class)
        .hasMessage("the mirror: EIO");
  }
}
