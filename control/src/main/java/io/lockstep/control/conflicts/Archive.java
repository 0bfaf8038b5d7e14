package io.lockstep.control.conflicts;

import io.lockstep.journal.log.CorruptJournalException;
import io.lockstep.node.conflict.ArchiveFiles;
import io.lockstep.node.conflict.ArchiveRemoval;
import io.lockstep.node.conflict.ArchivedOperation;
import io.lockstep.node.conflict.ArchivedOperations;
import io.lockstep.node.reintegration.MarkedNames;
import io.lockstep.node.reintegration.TreeCopy;
import io.lockstep.node.reintegration.TreePath;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

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

  /**
   * The operations that only the archived copy had, in their order.
   *
   * @param to false if it wants no more
   * @throws DamagedArchiveException if their journal cannot be read
   */
  public void operations(Predicate<ArchivedOperation> to) throws IOException {
    ArchiveManifest manifest = manifest();
    try {
      ArchivedOperations.read(
          place.journal(), manifest.commonSequence(), manifest.directories(), to);
    } catch (FileSystemException | CorruptJournalException e) {
      throw new DamagedArchiveException(place.journal(), "a journal", e);
    }
  }

  /**
   * The lines of the list of files, after all of it was checked.
   *
   * @throws DamagedArchiveException if it is not what was written
   */
  public Stream<String> files() throws IOException {
    String noted = manifest().files().crc32c();
    String found = checksum(place.list());
    if (!found.equals(noted)) {
      throw new DamagedArchiveException(place.list(), "checksum " + noted, found);
    }
    return Files.lines(place.list());
  }

  private static String checksum(Path file) throws DamagedArchiveException {
    CRC32C crc = new CRC32C();
    try (InputStream in = new CheckedInputStream(Files.newInputStream(file), crc)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new DamagedArchiveException(file, "a file that can be read", e);
    }
    return "%08x".formatted(crc.getValue());
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
      operations(
          operation -> {
            out.println(operation.json());
            return true;
          });
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
