package io.lockstep.control.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The payload of an event: at most 64 plain values (text, numbers, booleans) in a stable order,
 * each text at most 500 characters, so that the JSON fits into its column whatever it contains.
 */
final class Facts {

  private static final int MAX_FACTS = 64;
  private static final int MAX_KEY_CHARACTERS = 64;
  private static final int MAX_TEXT_CHARACTERS = 500;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<LinkedHashMap<String, Object>> TYPE = new TypeReference<>() {};

  private Facts() {}

  /** A copy in which everything is plain and short. */
  static Map<String, Object> bounded(Map<String, Object> facts) {
    Map<String, Object> bounded = new LinkedHashMap<>();
    facts.entrySet().stream()
        .limit(MAX_FACTS)
        .forEach(
            fact -> bounded.put(cut(fact.getKey(), MAX_KEY_CHARACTERS), plain(fact.getValue())));
    return Collections.unmodifiableMap(bounded);
  }

  static String cut(String text, int maxCharacters) {
    return text.length() <= maxCharacters ? text : text.substring(0, maxCharacters - 1) + "…";
  }

  static String toJson(Map<String, Object> facts) {
    try {
      return JSON.writeValueAsString(facts);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("expected plain values, found " + facts, e);
    }
  }

  static Map<String, Object> fromJson(String json) {
    try {
      return Collections.unmodifiableMap(JSON.readValue(json, TYPE));
    } catch (JsonProcessingException e) {
      throw new EventStoreException("expected a JSON object as payload, found " + cut(json, 80), e);
    }
  }

  private static Object plain(Object value) {
    return switch (value) {
      case null -> null;
      case Boolean truth -> truth;
      case Integer number -> number;
      case Long number -> number;
      case Double number when Double.isFinite(number) -> number;
      default -> cut(String.valueOf(value), MAX_TEXT_CHARACTERS);
    };
  }
}
