package io.lockstep.control.conflicts;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lockstep.node.conflict.ArchiveFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What an archive is.
 *
 * @param createdMillis wall clock of the node
 * @param node whose acknowledged operations these are
 * @param peer whose copy took the place of the node's
 * @param dataState what the node's copy was worth
 * @param commonSequence the last operation that both nodes had
 * @param scope {@code touched}: the files that the operations touched; {@code all}: all files,
 *     since the journal did not tell which
 * @param directories the replicated ones; the list of files names them by number
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ArchiveManifest(
    int format,
    String id,
    long createdMillis,
    String module,
    String node,
    String peer,
    String why,
    String dataState,
    long commonSequence,
    long lastSequence,
    String scope,
    List<String> directories,
    List<EpochLine> epochs,
    FileTotals files) {

  /** An epoch that the node had lived through. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record EpochLine(
      long number,
      String kind,
      boolean forced,
      String primary,
      String reason,
      long firstSequence,
      long sinceMillis) {}

  /**
   * Totals of the list of files.
   *
   * @param crc32c of the list
   */
  public record FileTotals(long saved, long absent, long bytes, String crc32c) {}

  /** Far more than 128 epochs take. */
  static final int MAX_BYTES = 1 << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads and checks it.
   *
   * @throws DamagedArchiveException if it is not what was written
   */
  static ArchiveManifest read(ArchiveFiles archive) throws IOException {
    byte[] bytes = bounded(archive.manifest(), MAX_BYTES);
    String noted = new String(bounded(archive.checksum(), 64), StandardCharsets.UTF_8).strip();
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    String found = "%08x".formatted(crc.getValue());
    if (!found.equals(noted)) {
      throw new DamagedArchiveException(archive.manifest(), "checksum " + noted, found);
    }
    return parse(archive.manifest(), bytes);
  }

  private static byte[] bounded(Path file, int maxBytes) throws DamagedArchiveException {
    byte[] bytes = read(file, maxBytes + 1);
    if (bytes.length > maxBytes) {
      throw new DamagedArchiveException(file, "at most " + maxBytes + " bytes", "more");
    }
    return bytes;
  }

  private static byte[] read(Path file, int maxBytes) throws DamagedArchiveException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(maxBytes);
    } catch (IOException e) {
      throw new DamagedArchiveException(file, "a file that can be read", e);
    }
  }

  private static ArchiveManifest parse(Path file, byte[] bytes) throws IOException {
    ArchiveManifest manifest;
    try {
      manifest = JSON.readValue(bytes, ArchiveManifest.class);
    } catch (JsonProcessingException e) {
      throw new DamagedArchiveException(file, "a manifest", e.getOriginalMessage());
    }
    if (manifest == null || manifest.format() != ArchiveFiles.FORMAT) {
      throw new DamagedArchiveException(file, "format " + ArchiveFiles.FORMAT, manifest);
    }
    return manifest;
  }

  /** How many operations only the archived copy had; file names that a journal repeats count. */
  public long operations() {
    return lastSequence - commonSequence;
  }
}
