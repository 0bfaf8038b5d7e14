package io.lockstep.control.api;

import io.lockstep.control.config.Quantity;
import io.lockstep.control.config.Suggestion;
import io.lockstep.control.events.EventQuery;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The query parameters of the event list, as they were sent; an empty one counts as absent. */
public final class EventParameters {

  private static final int DEFAULT_LIMIT = 100;
  private static final String START = "0";
  private static final List<String> NAMES =
      List.of("module", "type", "since", "until", "actor", "after", "limit", "order");

  @QueryParam("module")
  private String module;

  @QueryParam("type")
  private String type;

  @QueryParam("since")
  private String since;

  @QueryParam("until")
  private String until;

  @QueryParam("actor")
  private String actor;

  @QueryParam("after")
  private String after;

  @QueryParam("limit")
  private String limit;

  @QueryParam("order")
  private String order;

  /**
   * Refuses what is none of these, or is given twice: a mistyped filter must not look like one that
   * matches everything.
   */
  static void requireKnown(MultivaluedMap<String, String> sent) {
    sent.forEach(
        (name, values) -> {
          if (!NAMES.contains(name)) {
            throw ApiException.badRequest(
                OneLine.of(name) + ": unknown parameter, " + Suggestion.among(name, NAMES));
          }
          if (values.size() > 1) {
            throw ApiException.badRequest(name + ": expected one value, found " + values.size());
          }
        });
  }

  /** Everything of the module that is asked for, if one is. */
  Optional<EventQuery> anyOfModule() {
    return given(module)
        .map(
            name ->
                new EventQuery(
                    Optional.of(name),
                    Optional.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    1,
                    false));
  }

  /** The cursor this page begins at. */
  String afterOrStart() {
    return given(after).orElse(START);
  }

  /**
   * @param now what durations such as {@code 10m} count back from
   */
  EventQuery query(Instant now) {
    return new EventQuery(
        given(module),
        given(type),
        millis("since", since, now),
        millis("until", until, now),
        given(actor),
        cursor(),
        limit(),
        newestFirst());
  }

  private static Optional<String> given(String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }

  private static OptionalLong millis(String name, String value, Instant now) {
    return given(value).stream().mapToLong(text -> moment(name, text, now)).findFirst();
  }

  private static long moment(String name, String text, Instant now) {
    OptionalLong age = Quantity.millis(text);
    if (age.isPresent()) {
      return now.toEpochMilli() - age.getAsLong();
    }
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw wrong(name, "a time such as 2026-03-01T12:00:00Z or an age such as 10m", text);
    }
  }

  private OptionalLong cursor() {
    return given(after).filter(text -> !text.equals(START)).stream()
        .mapToLong(text -> number("after", "a cursor of an earlier answer", text, Long.MAX_VALUE))
        .findFirst();
  }

  private int limit() {
    String expected = "a number from 1 to " + EventQuery.MAX_LIMIT;
    return given(limit)
        .map(text -> (int) number("limit", expected, text, EventQuery.MAX_LIMIT))
        .orElse(DEFAULT_LIMIT);
  }

  private boolean newestFirst() {
    return switch (given(order).orElse("oldest")) {
      case "oldest" -> false;
      case "newest" -> true;
      default -> throw wrong("order", "oldest or newest", order);
    };
  }

  private static long number(String name, String expected, String text, long max) {
    try {
      long number = Long.parseLong(text);
      if (number >= 1 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(name, expected, text);
    }
    throw wrong(name, expected, text);
  }

  private static ApiException wrong(String name, String expected, String found) {
    return ApiException.badRequest(
        name + ": expected " + expected + ", found \"" + OneLine.of(found) + "\"");
  }
}
