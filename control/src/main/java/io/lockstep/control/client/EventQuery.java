package io.lockstep.control.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which part of the history is wanted. Immutable; every method returns a narrower query.
 *
 * @param filters names and values as the API wants them
 */
public record EventQuery(Map<String, String> filters) {

  public EventQuery {
    filters = Map.copyOf(filters);
  }

  /** Everything, from the beginning. */
  public static EventQuery all() {
    return new EventQuery(Map.of());
  }

  public EventQuery module(String module) {
    return with("module", module);
  }

  public EventQuery type(String type) {
    return with("type", type);
  }

  public EventQuery actor(String actor) {
    return with("actor", actor);
  }

  public EventQuery since(Instant moment) {
    return with("since", moment == null ? null : moment.toString());
  }

  public EventQuery until(Instant moment) {
    return with("until", moment == null ? null : moment.toString());
  }

  /** What follows the page that ended with this cursor. */
  public EventQuery after(String cursor) {
    return with("after", cursor);
  }

  public EventQuery limit(int events) {
    return with("limit", Integer.toString(events));
  }

  private EventQuery with(String name, String value) {
    if (value == null) {
      return this;
    }
    Map<String, String> narrower = new TreeMap<>(filters);
    narrower.put(name, value);
    return new EventQuery(narrower);
  }

  String queryString() {
    return filters.isEmpty()
        ? ""
        : new TreeMap<>(filters)
            .entrySet().stream()
                .map(
                    f -> f.getKey() + "=" + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
  }
}
