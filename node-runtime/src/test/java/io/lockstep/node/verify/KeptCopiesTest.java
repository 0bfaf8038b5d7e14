package io.lockstep.node.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Name;
import io.lockstep.node.reintegration.TreePath;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mirror keeps before it is healed, and that it never keeps half of something. */
class KeptCopiesTest {

  private static final String ID = "11111111-2222-3333-4444-555555555555";
  private static final String NEXT_ID = "21111111-2222-3333-4444-555555555555";
  private static final int MAX_BYTES = 1000;

  @TempDir Path directory;
  private Path there;
  private LocalNodes nodes;

  @BeforeEach
  void open() throws IOException {
    there = Files.createDirectory(directory.resolve("there"));
    Path here = Files.createDirectory(directory.resolve("here"));
    nodes = new LocalNodes(here, there, directory.resolve("kept"), MAX_BYTES, Exclusion.NONE);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  private Finding keep(String id, String name) {
    Subject.Keep what = new Subject.Keep(id, Name.of(name), 0, Long.MAX_VALUE);
    return nodes.kept.keep(new TreePath(0, List.of()), what);
  }

  private void assertKept(String id, String name) {
    assertThat(keep(id, name)).as(name).isEqualTo(new Finding.Kept());
  }

  private void assertNoRoom(String id, String name) {
    assertThat(keep(id, name))
        .as(name)
        .isInstanceOfSatisfying(
            Finding.Unable.class, unable -> assertThat(unable.why()).contains("expected room for"));
  }

  private void file(String name, int bytes) throws IOException {
    Files.write(Files.createDirectories(there).resolve(name), new byte[bytes]);
  }

  private Path place(String id) {
    return directory.resolve("kept").resolve(id);
  }

  private List<String> files(String id) throws IOException {
    try (Stream<Path> all = Files.list(place(id))) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> numbers(String id) throws IOException {
    return Files.readAllLines(place(id).resolve("list")).stream()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }

  @Test
  void aKeepThatFailsHalfWayLeavesNothingAndTakesNoRoom() throws IOException {
    file("first", 10);
    assertKept(ID, "first");
    Files.createDirectory(there.resolve("tree"));
    for (String name : List.of("tree/a", "tree/b", "tree/c")) {
      file(name, 300);
    }
    for (int i = 0; i < 5; i++) {
      assertNoRoom(ID, "tree");
      assertThat(files(ID)).containsExactly("1", "list");
      assertThat(numbers(ID)).containsExactly("1");
    }
    file("last", 700);
    assertKept(ID, "last");
    assertThat(files(ID)).containsExactly("1", "2", "list");
    assertThat(numbers(ID)).containsExactly("1", "2");
  }

  @Test
  void whatCouldNotBeRemovedDoesNotStandInTheWayOfTheNext() throws IOException {
    file("first", 10);
    assertKept(ID, "first");
    // Takes the next number: neither can the entry be kept nor this be removed.
    Files.createDirectories(place(ID).resolve("2/below"));
    assertThat(keep(ID, "first")).isInstanceOf(Finding.Unable.class);
    assertThat(numbers(ID)).containsExactly("1");
    assertKept(ID, "first");
    assertThat(numbers(ID)).containsExactly("1", "3");
  }

  @Test
  void anEntryWithoutBytesTakesTheRoomOfItsLine() throws IOException {
    file("empty", 0);
    int kept = 0;
    while (keep(ID, "empty") instanceof Finding.Kept && kept < MAX_BYTES) {
      kept++;
    }
    assertThat(kept).isBetween(1, MAX_BYTES - 1);
    assertThat(Files.size(place(ID).resolve("list"))).isLessThanOrEqualTo(MAX_BYTES);
    assertNoRoom(ID, "empty");
  }

  @Test
  void theBoundIsForAllVerificationsAndWhatIsRemovedCountsFromTheNextOn() throws IOException {
    file("large", 700);
    assertKept(ID, "large");
    assertNoRoom(NEXT_ID, "large");
    Files.delete(place(ID).resolve("1"));
    Files.delete(place(ID).resolve("list"));
    assertKept("31111111-2222-3333-4444-555555555555", "large");
  }

  @Test
  void whatIsNotThereIsKept() {
    assertKept(ID, "absent");
    Subject.Keep what = new Subject.Keep(ID, Name.of("x"), 0, 1);
    assertThat(nodes.kept.keep(new TreePath(0, List.of(Name.of("absent"))), what))
        .isEqualTo(new Finding.Kept());
  }

  @Test
  void nothingButAnIdLeadsToAPlace() throws IOException {
    file("first", 10);
    assertThat(keep("../elsewhere", "first")).isInstanceOf(Finding.Unable.class);
    assertThat(directory.resolve("elsewhere")).doesNotExist();
  }
}
