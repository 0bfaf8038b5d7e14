package io.lockstep.node.tree;

import static io.lockstep.node.tree.TreePair.ROOT;
import static io.lockstep.node.tree.TreePair.create;
import static io.lockstep.node.tree.TreePair.name;
import static io.lockstep.node.tree.TreePair.rename;
import static io.lockstep.node.tree.TreePair.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.conflict.ArchiveFiles;
import io.lockstep.node.conflict.ArchivePlan;
import io.lockstep.node.conflict.ArchiveStopped;
import io.lockstep.node.conflict.ArchiveWriter;
import io.lockstep.node.conflict.ArchivedOperation;
import io.lockstep.node.conflict.ArchivedOperations;
import io.lockstep.node.conflict.NoRoomForArchive;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is archived of a tree and its journal before another copy takes their place. */
class ArchiveTest extends RedoFixture {

  private static final long A = 2000;
  private static final long B = 2001;
  private static final long D = 2002;

  private Path conflicts() {
    return directory.resolve("conflicts");
  }

  private Path left() {
    return directory.resolve("left");
  }

  private ArchivePlan plan(String id, long common, boolean journalTells, Exclusion exclusion) {
    return new ArchivePlan(
        id,
        0,
        NodeRecord.fresh("cluster", "db", "beta", "boot"),
        "alpha",
        "test",
        common,
        journal.lastSequence(),
        journalTells,
        List.of(Path.of("/data")),
        List.of(left()),
        exclusion);
  }

  private ArchiveFiles archive(String id, long common, boolean journalTells) throws IOException {
    save(plan(id, common, journalTells, Exclusion.NONE), () -> false);
    return new ArchiveFiles(conflicts().resolve(id));
  }

  private void save(ArchivePlan plan, BooleanSupplier cancelled) throws IOException {
    new ArchiveWriter(conflicts(), plan, journal, cancelled).write();
  }

  /** From here on this node goes on alone. */
  private long part(List<Operation.Bind> context) {
    long common = journal.lastSequence();
    journal.beginSegment(new SegmentHeader(1, new UUID(7, 7), common + 1));
    context.forEach(this::journal);
    return common;
  }

  private static List<ArchivedOperation> operations(ArchiveFiles archive, long common)
      throws IOException {
    List<ArchivedOperation> all = new ArrayList<>();
    ArchivedOperations.read(archive.journal(), common, List.of("/data"), all::add);
    return all;
  }

  private static SortedMap<String, String> files(ArchiveFiles archive) {
    return TreeDescription.of(archive.files().resolve("0"));
  }

  @Test
  void holdsWhatWasTouchedAndTheOperationsInWords() throws IOException {
    journals(create("a", A), write(A, 0, "common"), create("b", B));
    long common = part(List.of(new Operation.Bind(A, ROOT, name("a"))));
    journals(
        write(A, 3, "changed"),
        new Operation.MakeDirectory(ROOT, name("d"), D, 040700, 0, 0),
        rename("a", "c", 0, A, 0));
    ArchiveFiles archive = archive("one", common, true);
    assertThat(files(archive)).containsOnlyKeys(".", "c", "d");
    assertThat(files(archive).get("c")).isEqualTo(TreeDescription.of(left()).get("c"));
    assertThat(operations(archive, common))
        .extracting(o -> o.kind() + " " + o.path() + " " + o.detail())
        .containsExactly(
            "Write /data/a 7 bytes at 3",
            "MakeDirectory /data/d mode 040700, owner 0:0",
            "Rename /data/a to /data/c");
    assertThat(Files.readString(archive.list()))
        .contains(
            "\"state\":\"saved\"", "\"path\":\"/c\"", "\"state\":\"absent\"", "\"path\":\"/a\"");
  }

  @Test
  void whatStoodInADirectoryThatIsAFileNowIsAbsent() throws IOException {
    journals(create("b", B));
    long common = part(List.of());
    Name name = name("x");
    journals(
        new Operation.MakeDirectory(ROOT, name("d"), D, 040700, 0, 0),
        new Operation.Create(D, name, A, 0100644, 0, 0, 0),
        new Operation.Unlink(D, name, A),
        new Operation.RemoveDirectory(ROOT, name("d"), D),
        create("d", A + 10));
    ArchiveFiles archive = archive("one", common, true);
    assertThat(Files.readAllLines(archive.list()))
        .anyMatch(line -> line.contains("\"absent\"") && line.contains("\"/d/x\""))
        .anyMatch(line -> line.contains("\"saved\"") && line.contains("\"/d\""));
  }

  @Test
  void aFileThatLostOneOfItsNamesIsFoundByTheOther() throws IOException {
    journals(create("a", A), new Operation.Link(A, ROOT, name("b")));
    long common =
        part(
            List.of(
                new Operation.Bind(A, ROOT, name("a")), new Operation.Bind(A, ROOT, name("b"))));
    journals(write(A, 0, "changed"), new Operation.Unlink(ROOT, name("a"), A));
    assertThat(files(archive("one", common, true))).containsKey("b");
  }

  @Test
  void holdsAllFilesWhereTheJournalDoesNotTellButNothingThatIsNotReplicated() throws IOException {
    journals(create("a", A), write(A, 0, "old"), create("b", B));
    Files.writeString(left().resolve("excluded.tmp"), "of this node");
    save(plan("one", 0, false, Exclusion.of(List.of("*.tmp"))), () -> false);
    assertThat(files(new ArchiveFiles(conflicts().resolve("one")))).containsOnlyKeys(".", "a", "b");
  }

  @Test
  void isThereAsAWholeOrNotAtAll() throws IOException {
    journals(create("a", A), create("b", B));
    for (int calls = 0; calls < 5; calls++) {
      AtomicInteger left = new AtomicInteger(calls);
      assertThatThrownBy(
              () -> save(plan("one", 0, true, Exclusion.NONE), () -> left.getAndDecrement() <= 0))
          .isInstanceOf(ArchiveStopped.class);
      assertThat(conflicts().resolve("one")).doesNotExist();
    }
    ArchiveFiles archive = archive("two", 0, true);
    assertThat(files(archive)).containsOnlyKeys(".", "a", "b");
    try (Stream<Path> entries = Files.list(conflicts())) {
      assertThat(entries)
          .as("nothing is left of earlier attempts")
          .containsExactly(archive.directory());
    }
  }

  @Test
  void aDraftThatCannotBeRemovedDoesNotHideWhyThereIsNoArchive() throws IOException {
    journals(create("a", A));
    Path files = new ArchiveFiles(conflicts().resolve("one" + ArchiveFiles.UNFINISHED)).files();
    AtomicReference<Tmpfs> busy = new AtomicReference<>();
    try {
      assertThatThrownBy(
              () ->
                  save(
                      plan("one", 0, true, Exclusion.NONE),
                      () -> {
                        if (Files.isDirectory(files)) {
                          busy.set(Tmpfs.mount(files, "size=1m"));
                        }
                        return busy.get() != null;
                      }))
          .isInstanceOf(ArchiveStopped.class)
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    } finally {
      busy.get().close();
    }
  }

  @Test
  void tellsOperationsUntilNoMoreAreWanted() throws IOException {
    journals(create("a", A), create("b", B), write(A, 0, "x"));
    List<ArchivedOperation> two = new ArrayList<>();
    ArchivedOperations.read(
        archive("one", 0, true).journal(),
        0,
        List.of("/data"),
        operation -> two.add(operation) && two.size() < 2);
    assertThat(two).extracting(ArchivedOperation::path).containsExactly("/data/a", "/data/b");
  }

  @Test
  void saysHowMuchRoomIsNeededAndTouchesNothing() throws IOException {
    journals(create("a", A), write(A, 0, "x"));
    Files.createDirectory(conflicts());
    try (Tmpfs _ = Tmpfs.mount(conflicts(), "size=8m")) {
      assertThatThrownBy(() -> archive("one", 0, true))
          .isInstanceOf(NoRoomForArchive.class)
          .hasMessageContaining("MiB of room");
      assertThat(conflicts()).isEmptyDirectory();
    }
  }

  @Test
  void aJournalOnAnotherDiskIsCopied() throws IOException {
    journals(create("a", A), write(A, 0, "x"));
    Files.createDirectory(conflicts());
    try (Tmpfs _ = Tmpfs.mount(conflicts(), "size=256m")) {
      ArchiveFiles archive = archive("one", 0, true);
      assertThat(operations(archive, 0))
          .extracting(ArchivedOperation::kind)
          .containsExactly("Create", "Write");
      assertThat(files(archive)).containsKey("a");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyFileThatDiffersFromWhatWasCommonIsThereExactlyAsItWas(long seed) throws IOException {
    RandomOperations operations = new RandomOperations(seed);
    run(operations, 150);
    SortedMap<String, String> before = TreeDescription.of(left());
    long common = part(operations.context());
    run(operations, 80);
    SortedMap<String, String> after = TreeDescription.of(left());
    SortedMap<String, String> saved = files(archive("one", common, true));
    for (Map.Entry<String, String> one : after.entrySet()) {
      String was = before.getOrDefault(one.getKey(), "");
      boolean isDirectory = one.getValue().startsWith("04");
      if (isDirectory && was.isEmpty()) {
        assertThat(saved).as("seed %d", seed).containsKey(one.getKey());
      } else if (!isDirectory && !content(was).equals(content(one.getValue()))) {
        assertThat(saved.values().stream().map(ArchiveTest::content))
            .as("seed %d: %s", seed, one)
            .contains(content(one.getValue()));
      }
    }
    assertThat(operations(new ArchiveFiles(conflicts().resolve("one")), common))
        .as("seed %d", seed)
        .hasSize((int) entries.stream().filter(entry -> isOwn(entry, common)).count())
        .allSatisfy(operation -> assertThat(operation.path()).startsWith("/data"));
  }

  private static boolean isOwn(Entry entry, long common) {
    return entry.sequence() > common && !(entry.operation() instanceof Operation.Bind);
  }

  private void run(RandomOperations operations, int count) {
    int wanted = entries.size() + count;
    while (entries.size() < wanted) {
      Operation op = operations.next();
      if (journal(op)) {
        operations.follow(op);
      }
    }
  }

  /** Without what tells of other names: each name is saved as a file of its own. */
  private static String content(String line) {
    return line.replaceAll(" same-as=\\S+", "");
  }
}
