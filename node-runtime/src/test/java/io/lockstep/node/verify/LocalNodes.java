package io.lockstep.node.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.reintegration.TreePath;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.FileHandle;
import io.lockstep.node.tree.FileTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Two trees of this host that nobody else changes: what both nodes have at one place. */
final class LocalNodes implements BothNodes, AutoCloseable {

  final BackingTree here;
  final BackingTree there;
  final Examiner examiner;
  final KeptCopies kept;
  final List<Mismatch> mismatches = new ArrayList<>();
  final Totals totals = new Totals();

  /** Called before each question, with the number of the question. */
  BiConsumer<Integer, Subject> before = (_, _) -> {};

  /** What the other node answers instead of what it has; null: nothing instead. */
  Finding instead;

  private final FileTable files = new FileTable();
  private final FileTable theirFiles = new FileTable();
  private final Map<FileHandle, Long> ids = new HashMap<>();
  private final Map<FileHandle, TreePath> paths = new HashMap<>();
  private final Examiner theirs;
  private int questions;

  LocalNodes(Path here, Path there, Path kept, long maxKeptBytes, Exclusion exclusion) {
    this.here = BackingTree.open(List.of(here), exclusion);
    this.there = BackingTree.open(List.of(there), exclusion);
    this.examiner = new Examiner(this.here, exclusion);
    this.theirs = new Examiner(this.there, exclusion);
    this.kept = new KeptCopies(kept, maxKeptBytes, this.there, theirs);
    paths.put(this.here.rootHandle(0), new TreePath(0, List.of()));
    ids.put(this.here.rootHandle(0), Operation.FIRST_ROOT);
  }

  /** Compares everything; the mirror is healed if asked for. */
  Totals verify(boolean heals) throws VerificationEnded {
    String id = "11111111-2222-3333-4444-555555555555";
    Repair repair = heals ? new Repair(this, here, files, id) : null;
    ReadRate rate = new ReadRate(1L << 40, new PendingAnswer(1000));
    new TreeVerification(examiner, 1, this, repair, rate, totals, mismatches::add).run();
    return totals;
  }

  private TreePath pathOf(FileHandle directory) {
    return paths.get(directory);
  }

  /** Paths are learned as the walk goes down. */
  private void learn(FileHandle directory, Name name) {
    FileHandle child = examiner.find(directory, name);
    if (child != null) {
      List<Name> names = new ArrayList<>(pathOf(directory).names());
      names.add(name);
      paths.putIfAbsent(child, new TreePath(0, names));
    }
  }

  @Override
  public Optional<Both> ask(FileHandle directory, Subject subject) {
    questions++;
    before.accept(questions, subject);
    if (subject instanceof Subject.Entries(List<Name> names)) {
      names.forEach(name -> learn(directory, name));
    }
    TreePath path = pathOf(directory);
    if (examiner.find(path) == null) {
      return Optional.empty();
    }
    Finding answer = instead == null ? theirs.examine(path, subject) : instead;
    return Optional.of(new Both(examiner.examine(directory, path, subject), answer, questions));
  }

  @Override
  public String keep(FileHandle directory, Subject.Keep what) {
    return kept.keep(pathOf(directory), what) instanceof Finding.Unable(String why) ? why : "";
  }

  @Override
  public boolean mend(FileHandle directory, Name name, Description description) {
    long directoryId = id(directory);
    FileHandle file = name == null ? null : examiner.find(directory, name);
    for (Operation operation : description.of(directoryId, file == null ? 0 : id(file))) {
      assertThat(there.apply(operation, 1, theirFiles)).as("%s", operation).isZero();
    }
    return true;
  }

  /** The same id on both: found by its path where the other has it. */
  private long id(FileHandle file) {
    long id = ids.computeIfAbsent(file, _ -> Operation.FIRST_FILE + ids.size());
    files.put(id, file);
    FileHandle other = theirs.find(pathOf(file));
    if (other != null) {
      theirFiles.put(id, other);
    }
    return id;
  }

  @Override
  public void close() {
    there.close();
    here.close();
  }
}
