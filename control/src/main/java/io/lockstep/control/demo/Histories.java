package io.lockstep.control.demo;

import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.client.NodeClient.Event;
import io.lockstep.control.client.NodeClient.EventPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads nodes' histories. */
final class Histories {
  private Histories() {}

  /** All events of a node's history, oldest first. */
  static List<Event> all(NodeClient client) {
    List<Event> events = new ArrayList<>();
    String cursor = null;
    while (true) {
      EventPage page = client.events(EventQuery.all().after(cursor).limit(500));
      events.addAll(page.events());
      if (page.events().isEmpty() || page.next() == null || page.next().equals(cursor)) {
        return events;
      }
      cursor = page.next();
    }
  }

  /** Bytes of the newest reintegration that ended after a moment (milliseconds since 1970). */
  static OptionalLong bytesReintegrated(List<Event> events, long sinceMillis) {
    return events.reversed().stream()
        .filter(event -> event.time() >= sinceMillis && event.facts() != null)
        .filter(event -> event.type().equals("reintegration.completed"))
        .flatMapToLong(event -> bytes(event.facts()).stream())
        .findFirst();
  }

  private static OptionalLong bytes(Map<String, Object> facts) {
    return facts.get("bytes") instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }
}
