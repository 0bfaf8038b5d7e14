package io.lockstep.node.module;

import io.lockstep.journal.op.Name;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whether somebody's data lies in the replicated directories. */
final class TreeContent {

  private TreeContent() {}

  /** What mkfs itself makes, and what is not replicated, does not count. */
  static boolean holdsAnything(List<Path> directories, Exclusion exclusion) {
    return directories.stream().anyMatch(directory -> holdsAnything(directory, exclusion));
  }

  private static boolean holdsAnything(Path directory, Exclusion exclusion) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.anyMatch(entry -> counts(entry.getFileName(), exclusion));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  private static boolean counts(Path name, Exclusion exclusion) {
    return !name.toString().equals("lost+found")
        && !exclusion.root().child(Name.of(PathBytes.of(name))).isExcluded();
  }
}
