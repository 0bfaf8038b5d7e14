package io.lockstep.journal.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NameTableTest {

  private static final long A = 2000;
  private static final long B = 2001;
  private static final long DIR = 2002;

  private final NameTable table = new NameTable();

  private static Name name(String text) {
    return Name.of(text);
  }

  private Optional<String> path(long id) {
    return table
        .pathOf(id)
        .map(
            names ->
                table.rootOf(id)
                    + ":"
                    + String.join("/", names.stream().map(Name::toString).toList()));
  }

  private void create(long parent, String text, long id) {
    table.follow(new Operation.Create(parent, name(text), id, 0100644, 0, 0, 0));
  }

  private void directory(long parent, String text, long id) {
    table.follow(new Operation.MakeDirectory(parent, name(text), id, 040755, 0, 0));
  }

  private void rename(
      long from, String text, long to, String newText, int flags, long id, long replaced) {
    table.follow(new Operation.Rename(from, name(text), to, name(newText), flags, id, replaced));
  }

  @Test
  void roots_are_bound_and_unknown_ids_are_not() {
    assertThat(table.isBound(1)).isTrue();
    assertThat(table.isBound(1023)).isTrue();
    assertThat(table.isBound(1024)).isFalse();
    assertThat(table.isBound(0)).isFalse();
    assertThat(table.isNameless(1)).isFalse();
    assertThat(table.isNameless(1024)).isFalse();
    assertThat(table.pathOf(3)).contains(List.of());
    assertThat(table.rootOf(3)).isEqualTo(3);
    assertThat(table.pathOf(1024)).isEmpty();
  }

  @Test
  void a_moved_directory_takes_its_children_along() {
    directory(1, "d", DIR);
    create(DIR, "f", A);
    directory(2, "other", B);
    rename(1, "d", B, "e", 0, DIR, 0);
    assertThat(path(A)).contains("2:other/e/f");
  }

  @Test
  void a_hard_link_keeps_the_file_named_when_the_first_name_goes() {
    create(1, "a", A);
    table.follow(new Operation.Link(A, 1, name("b")));
    table.follow(new Operation.Unlink(1, name("a"), A));
    assertThat(path(A)).contains("1:b");
    table.follow(new Operation.Unlink(1, name("b"), A));
    assertThat(table.isBound(A)).isTrue();
    assertThat(table.isNameless(A)).isTrue();
    assertThat(table.placeOf(A)).isEmpty();
    table.follow(new Operation.Link(A, 1, name("c")));
    assertThat(table.isNameless(A)).isFalse();
  }

  @Test
  void renaming_over_a_file_takes_its_name_away() {
    create(1, "a", A);
    create(1, "b", B);
    rename(1, "a", 1, "b", 0, A, B);
    assertThat(path(A)).contains("1:b");
    assertThat(table.isNameless(B)).isTrue();
  }

  @Test
  void renaming_one_name_of_a_file_over_another_changes_nothing() {
    create(1, "a", A);
    table.follow(new Operation.Link(A, 1, name("b")));
    rename(1, "a", 1, "b", 0, A, A);
    table.follow(new Operation.Unlink(1, name("b"), A));
    assertThat(path(A)).contains("1:a");
  }

  @Test
  void exchange_swaps_and_whiteout_leaves_an_unknown_entry() {
    create(1, "a", A);
    directory(1, "d", DIR);
    create(DIR, "f", B);
    rename(1, "a", 1, "d", 2, A, DIR);
    assertThat(path(A)).contains("1:d");
    assertThat(path(B)).contains("1:a/f");
    rename(1, "d", 1, "w", 4, A, 0);
    assertThat(path(A)).contains("1:w");
    create(1, "d", 3000);
    assertThat(path(A)).contains("1:w");
  }

  @Test
  void healing_removes_what_stood_there_with_all_it_held() {
    directory(1, "d", DIR);
    create(DIR, "f", A);
    table.follow(new Operation.Link(A, 1, name("kept")));
    create(DIR, "g", B);
    table.follow(new Operation.Heal(1, name("d"), 3000, 0100644, 0, 0, 0, new byte[0]));
    assertThat(path(3000)).contains("1:d");
    assertThat(path(A)).contains("1:kept");
    assertThat(table.isNameless(B)).isTrue();
    assertThat(table.isNameless(DIR)).isTrue();
    table.follow(new Operation.Heal(1, name("d"), 0, 0, 0, 0, 0, new byte[0]));
    assertThat(table.isNameless(3000)).isTrue();
  }

  @Test
  void the_context_rebuilds_the_table_parents_first() {
    directory(1, "d", DIR);
    create(DIR, "f", A);
    table.follow(new Operation.Link(A, 2, name("link")));
    create(1, "gone", B);
    table.follow(new Operation.Unlink(1, name("gone"), B));
    NameTable next = new NameTable();
    for (Operation.Bind bind : table.context()) {
      assertThat(next.isBound(bind.parentId())).isTrue();
      next.follow(bind);
    }
    assertThat(next.pathOf(A)).isPresent();
    assertThat(next.isBound(B)).isFalse();
    assertThat(next.context()).containsExactlyInAnyOrderElementsOf(table.context());
  }
}
