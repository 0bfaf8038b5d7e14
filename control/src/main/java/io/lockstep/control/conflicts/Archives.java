package io.lockstep.control.conflicts;

import io.lockstep.node.conflict.ArchiveFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The archives in a node's state directory. */
public record Archives(Path stateDirectory) {

  /**
   * All that are complete, oldest first. Whatever else is a directory there counts as one that is
   * damaged: told, not hidden.
   */
  public List<Archive> all() throws IOException {
    List<Archive> all = new ArrayList<>();
    for (Path module : directories(stateDirectory.resolve("modules"))) {
      for (Path archive : directories(module.resolve("conflicts"))) {
        if (!archive.toString().endsWith(ArchiveFiles.UNFINISHED)) {
          all.add(new Archive(module.getFileName().toString(), new ArchiveFiles(archive)));
        }
      }
    }
    all.sort(Comparator.comparing(Archive::id));
    return all;
  }

  private static List<Path> directories(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(Files::isDirectory).toList();
    }
  }

  /** The one of this name. */
  public Optional<Archive> find(String id) throws IOException {
    return all().stream().filter(archive -> archive.id().equals(id)).findFirst();
  }
}
