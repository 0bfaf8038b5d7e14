package io.lockstep.node.module;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whether somebody's data lies in the replicated directories. */
final class TreeContent {

  private TreeContent() {}

  /** What mkfs itself makes does not count. */
  static boolean holdsAnything(List<Path> directories) {
    return directories.stream().anyMatch(TreeContent::holdsAnything);
  }

  private static boolean holdsAnything(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.anyMatch(entry -> !entry.getFileName().toString().equals("lost+found"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }
}
