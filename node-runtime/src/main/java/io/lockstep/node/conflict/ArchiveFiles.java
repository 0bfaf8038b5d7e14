package io.lockstep.node.conflict;

import java.nio.file.Path;

/**
 * Where an archive keeps what. An archive is a directory of its own, which has its name only once
 * all of it is on disk.
 *
 * <pre>
 *  ID/manifest.json     what this is, one JSON object on one line
 *  ID/manifest.crc32c   its checksum: 8 hexadecimal digits
 *  ID/files.jsonl       one JSON object for each entry that was saved, or was marked and is absent
 *  ID/journal/          segments with the operations, and what they lean on
 *  ID/files/N/          the entries of replicated directory number N, as they were
 * </pre>
 */
public record ArchiveFiles(Path directory) {

  /** Version of manifest and list of files. */
  public static final int FORMAT = 1;

  /** Of an archive that is being written: whatever is left of it is none. */
  public static final String UNFINISHED = ".part";

  public Path manifest() {
    return directory.resolve("manifest.json");
  }

  public Path checksum() {
    return directory.resolve("manifest.crc32c");
  }

  public Path list() {
    return directory.resolve("files.jsonl");
  }

  public Path journal() {
    return directory.resolve("journal");
  }

  public Path files() {
    return directory.resolve("files");
  }
}
