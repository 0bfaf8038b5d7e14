package io.lockstep.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lockstep.control.conflicts.Archive;
import io.lockstep.control.conflicts.ArchiveManifest;
import io.lockstep.node.conflict.ArchivedOperation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an archive holds: of long lists the beginning.
 *
 * @param complete whether nothing was left out
 */
record ConflictAnswer(
    ArchiveManifest archive,
    List<JsonNode> files,
    List<ArchivedOperation> operations,
    boolean complete) {

  /** The most files, and the most operations, of one answer. */
  static final int MAX_LINES = 1000;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static ConflictAnswer of(Archive archive) throws IOException {
    List<JsonNode> files = new ArrayList<>();
    try (Stream<String> lines = archive.files()) {
      lines.limit(MAX_LINES + 1).forEach(line -> files.add(parsed(line)));
    }
    List<ArchivedOperation> operations = new ArrayList<>();
    archive.operations(operation -> operations.add(operation) && operations.size() <= MAX_LINES);
    boolean complete = files.size() <= MAX_LINES && operations.size() <= MAX_LINES;
    return new ConflictAnswer(archive.manifest(), first(files), first(operations), complete);
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return JSON.getNodeFactory().textNode(line);
    }
  }

  private static <T> List<T> first(List<T> all) {
    return all.subList(0, Math.min(MAX_LINES, all.size()));
  }
}
