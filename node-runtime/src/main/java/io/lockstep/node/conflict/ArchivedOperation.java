package io.lockstep.node.conflict;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One archived operation, for people.
 *
 * @param timeNanos wall clock of the node it was acknowledged on, nanoseconds since 1970
 * @param path where the file was then; empty if that is not known
 * @param detail what else there is to say, such as the range of a write
 */
public record ArchivedOperation(
    long epoch, long sequence, long timeNanos, String kind, String path, String detail) {

  /** As one JSON object on one line. */
  public String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("epoch", epoch);
    all.put("sequence", sequence);
    all.put("timeNanos", timeNanos);
    all.put("kind", kind);
    all.put("path", path);
    all.put("detail", detail);
    return JsonLine.of(all);
  }
}
