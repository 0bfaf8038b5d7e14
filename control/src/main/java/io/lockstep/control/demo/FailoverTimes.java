package io.lockstep.control.demo;

import io.lockstep.control.client.NodeClient.Event;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * How long a failover took, from the survivor's own events. Milliseconds after the failure; empty
 * when the event is not there.
 *
 * @param detection the peer was judged lost
 * @param takeover the survivor had a role that serves
 * @param application the application was ready
 */
record FailoverTimes(OptionalLong detection, OptionalLong takeover, OptionalLong application) {

  /** Reads the times of the first failover after a moment (milliseconds since 1970). */
  static FailoverTimes of(List<Event> events, String survivor, long failureMillis) {
    List<Event> after =
        events.stream()
            .filter(event -> event.time() >= failureMillis && event.node().equals(survivor))
            .toList();
    return new FailoverTimes(
        first(after, event -> event.type().equals("peer.lost"), failureMillis),
        first(after, FailoverTimes::serves, failureMillis),
        first(after, event -> event.type().equals("application.ready"), failureMillis));
  }

  private static boolean serves(Event event) {
    return event.type().equals("role.changed")
        && event.facts() != null
        && List.of("ALONE", "PRIM").contains(String.valueOf(event.facts().get("role")));
  }

  private static OptionalLong first(
      List<Event> events, Predicate<Event> wanted, long failureMillis) {
    return events.stream()
        .filter(wanted)
        .mapToLong(event -> event.time() - failureMillis)
        .findFirst();
  }
}
