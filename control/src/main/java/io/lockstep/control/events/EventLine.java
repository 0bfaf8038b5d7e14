package io.lockstep.control.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * An event as one line of the journal file:
 *
 * <pre>
 * CRC32C of the JSON, 8 hex digits | space | {"v":1,"id":...,"timeMillis":...,"facts":{...}} | newline
 * </pre>
 *
 * JSON escapes line breaks, so the newline ends the line and nothing else does.
 */
final class EventLine {

  /** More than the largest event that {@link NewEvent} lets through. */
  static final int MAX_BYTES = 1 << 18;

  private static final int FORMAT = 1;
  private static final int CRC_CHARACTERS = 8;
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

  private record Line(
      int v,
      UUID id,
      long timeMillis,
      String module,
      String type,
      String actor,
      long epoch,
      Map<String, Object> facts) {}

  private EventLine() {}

  /** With its newline. */
  static byte[] encode(NewEvent e) {
    String json;
    try {
      json =
          JSON.writeValueAsString(
              new Line(
                  FORMAT,
                  e.id(),
                  e.timeMillis(),
                  e.module(),
                  e.type(),
                  e.actor(),
                  e.epoch(),
                  e.facts()));
    } catch (JsonProcessingException failure) {
      throw new IllegalArgumentException("expected plain facts, found " + e.facts(), failure);
    }
    return (crc(json) + " " + json + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param bytes without the newline
   * @throws MalformedLineException when it is no line of this format
   */
  static NewEvent decode(byte[] bytes) {
    String line = new String(bytes, StandardCharsets.UTF_8);
    if (bytes.length > MAX_BYTES
        || line.length() < CRC_CHARACTERS + 1
        || !line.startsWith(crc(line.substring(CRC_CHARACTERS + 1)) + " ")) {
      throw new MalformedLineException("a line with its checksum", line);
    }
    try {
      return event(JSON.readValue(line.substring(CRC_CHARACTERS + 1), Line.class));
    } catch (JsonProcessingException e) {
      throw new MalformedLineException("an event as JSON", line);
    }
  }

  private static NewEvent event(Line line) {
    if (line.v() != FORMAT) {
      throw new MalformedLineException("format " + FORMAT, Integer.toString(line.v()));
    }
    return new NewEvent(
        line.id(),
        line.timeMillis(),
        line.module(),
        line.type(),
        line.actor(),
        line.epoch(),
        line.facts());
  }

  private static String crc(String json) {
    CRC32C crc = new CRC32C();
    crc.update(json.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /** Bytes in the journal file that no recorder wrote. */
  static final class MalformedLineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedLineException(String expected, String found) {
      super("expected " + expected + ", found " + Facts.cut(found, 80));
    }
  }
}
