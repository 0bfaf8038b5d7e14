package io.lockstep.control.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lockstep.control.client.Printable;
import io.lockstep.control.client.TextTable;
import io.lockstep.control.conflicts.ArchiveManifest;
import io.lockstep.node.conflict.ArchivedOperation;
import java.time.Instant;
import java.util.List;

/** Archives as text for people. Pure. */
final class ConflictTable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ConflictTable() {}

  static List<String> summary(ArchiveManifest manifest) {
    TextTable table = new TextTable();
    table.row("archive", manifest.id());
    table.row("module", manifest.module());
    table.row("node", manifest.node());
    table.row("created", Instant.ofEpochMilli(manifest.createdMillis()));
    table.row("why", manifest.why());
    table.row("copy was", manifest.dataState());
    table.row("in common up to", manifest.commonSequence());
    table.row("operations beyond", manifest.operations());
    table.row("files saved", scope(manifest));
    for (ArchiveManifest.EpochLine epoch : manifest.epochs()) {
      table.row("epoch", words(epoch));
    }
    return table.lines();
  }

  private static String scope(ArchiveManifest manifest) {
    return "%d, %d bytes; %s"
        .formatted(
            manifest.files().saved(),
            manifest.files().bytes(),
            manifest.scope().equals("all")
                ? "all there were"
                : "those that the operations touched");
  }

  private static String words(ArchiveManifest.EpochLine epoch) {
    return "%d %s%s, primary %s, since %s: %s"
        .formatted(
            epoch.number(),
            epoch.kind(),
            epoch.forced() ? " forced" : "",
            epoch.primary(),
            Instant.ofEpochMilli(epoch.sinceMillis()),
            epoch.reason());
  }

  /** A line of the list of files; what is not understood is shown as text. */
  static String file(String json) {
    try {
      JsonNode line = JSON.readTree(json);
      String words =
          "%-6s %d:%s %s"
              .formatted(
                  line.path("state").asText(),
                  line.path("directory").asInt(),
                  line.path("path").asText(),
                  line.has("size")
                      ? "%s, %d bytes"
                          .formatted(line.path("mode").asText(), line.path("size").asLong())
                      : "");
      return Printable.of(words).stripTrailing();
    } catch (JsonProcessingException e) {
      return Printable.of(json);
    }
  }

  static String line(ArchivedOperation operation) {
    Instant time = Instant.ofEpochSecond(0, operation.timeNanos());
    String words =
        "%d  %s  %s  %s  %s"
            .formatted(
                operation.sequence(), time, operation.kind(), operation.path(), operation.detail());
    return Printable.of(words).stripTrailing();
  }
}
