package io.lockstep.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lockstep.control.config.Suggestion;
import io.lockstep.node.module.ModuleCommand;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is asked of a module, read strictly from bytes that anybody may have sent.
 *
 * @param command what to do
 * @param actor who asks, for the history
 */
record CommandBody(ModuleCommand command, String actor) {

  /** Far more than any command needs. */
  static final int MAX_BYTES = 4096;

  static final int MAX_ACTOR_CHARS = 128;

  private static final String ANONYMOUS = "api";
  private static final String EXAMPLE = "{\"command\":\"start\"}";
  private static final List<String> FIELDS = List.of("command", "actor");

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  /**
   * Reads it.
   *
   * @throws ApiException with one line for people
   * @throws IOException if the sender does not send it to its end
   */
  static CommandBody read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw ApiException.tooLarge("body: expected at most " + MAX_BYTES + " bytes, found more");
    }
    JsonNode body = parse(bytes);
    if (body.isMissingNode() || body.isNull()) {
      throw wrong("expected a body such as " + EXAMPLE + ", found none");
    }
    if (!body.isObject()) {
      throw wrong("body: expected an object such as " + EXAMPLE + ", found " + found(body));
    }
    body.fieldNames().forEachRemaining(CommandBody::requireKnown);
    return new CommandBody(command(body.path("command")), actor(body.path("actor")));
  }

  private static JsonNode parse(byte[] bytes) throws IOException {
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      int column = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      throw wrong(
          "body: expected JSON such as %s, found an error at line %d, column %d"
              .formatted(EXAMPLE, line, column));
    }
  }

  private static void requireKnown(String field) {
    if (!FIELDS.contains(field)) {
      throw wrong(OneLine.of(field) + ": unknown field, " + Suggestion.among(field, FIELDS));
    }
  }

  private static ModuleCommand command(JsonNode value) {
    return Arrays.stream(ModuleCommand.values())
        .filter(known -> value.isTextual() && known.word().equals(value.textValue()))
        .findFirst()
        .orElseThrow(() -> wrong("command: expected " + words() + ", found " + found(value)));
  }

  private static String actor(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return ANONYMOUS;
    }
    boolean text =
        value.isTextual() && value.textValue().chars().noneMatch(Character::isISOControl);
    if (!text || value.textValue().length() > MAX_ACTOR_CHARS) {
      throw wrong(
          "actor: expected a text of at most %d characters on one line, found %s"
              .formatted(MAX_ACTOR_CHARS, found(value)));
    }
    return value.textValue().isBlank() ? ANONYMOUS : value.textValue().strip();
  }

  private static String words() {
    return Arrays.stream(ModuleCommand.values())
        .map(ModuleCommand::word)
        .collect(Collectors.joining(", "));
  }

  private static String found(JsonNode value) {
    return switch (value.getNodeType()) {
      case MISSING, NULL -> "nothing";
      case STRING -> "\"" + OneLine.of(value.textValue()) + "\"";
      case ARRAY -> "a list";
      default -> {
        String type = value.getNodeType().name().toLowerCase(Locale.ROOT);
        yield (type.startsWith("o") ? "an " : "a ") + type;
      }
    };
  }

  private static ApiException wrong(String message) {
    return ApiException.badRequest(message);
  }
}
