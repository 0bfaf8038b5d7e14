package io.lockstep.control.conflicts;

import io.lockstep.node.conflict.ArchiveFiles;
import io.lockstep.node.conflict.ArchiveRemoval;
import io.lockstep.node.conflict.ArchivedOperation;
import io.lockstep.node.conflict.ArchivedOperations;
import io.lockstep.node.reintegration.MarkedNames;
import io.lockstep.node.reintegration.TreeCopy;
import io.lockstep.node.reintegration.TreePath;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One archive in a state directory. Reads it, and changes nothing but by {@link #remove}. */
public record Archive(String module, ArchiveFiles place) {

  /** Name of the archive. */
  public String id() {
    return place.directory().getFileName().toString();
  }

  /**
   * What it is.
   *
   * @throws DamagedArchiveException if that cannot be read
   */
  public ArchiveManifest manifest() throws IOException {
    return ArchiveManifest.read(place);
  }

  /** The operations that only the archived copy had, in their order. */
  public void operations(Consumer<ArchivedOperation> to) throws IOException {
    ArchiveManifest manifest = manifest();
    ArchivedOperations.read(place.journal(), manifest.commonSequence(), manifest.directories(), to);
  }

  /** The lines of the list of files. */
  public Stream<String> files() throws IOException {
    return Files.lines(place.list());
  }

  /**
   * Writes all of it to a new directory, for other programs: the files as an ordinary tree, the
   * operations as lines of JSON.
   */
  public void export(Path target) throws IOException {
    int roots = manifest().directories().size();
    Files.createDirectory(target);
    Files.copy(place.manifest(), target.resolve("manifest.json"));
    Files.copy(place.list(), target.resolve("files.jsonl"));
    try (PrintWriter out =
        new PrintWriter(Files.newBufferedWriter(target.resolve("operations.jsonl")))) {
      operations(operation -> out.println(operation.json()));
      if (out.checkError()) {
        throw new IOException(target.resolve("operations.jsonl") + ": could not be written");
      }
    }
    exportFiles(roots, Files.createDirectory(target.resolve("files")));
  }

  private void exportFiles(int roots, Path target) throws IOException {
    List<Path> directories =
        IntStream.range(0, roots)
            .mapToObj(n -> place.files().resolve(Integer.toString(n)))
            .toList();
    List<MarkedNames> all = directories.stream().map(_ -> MarkedNames.everything()).toList();
    try (TreeCopy copy = new TreeCopy(directories, Exclusion.NONE)) {
      copy.copy(all, target, new Silent());
    }
  }

  /** Nobody follows. */
  private record Silent() implements TreeCopy.Listener {
    @Override
    public void found(TreeCopy.Found entry) {}

    @Override
    public void copied() {}

    @Override
    public void absent(TreePath path) {}
  }

  /** Nothing of it is left when this returns. */
  public void remove() throws IOException {
    ArchiveRemoval.remove(place.directory());
  }
}
