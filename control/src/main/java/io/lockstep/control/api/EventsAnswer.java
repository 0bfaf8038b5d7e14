package io.lockstep.control.api;

import io.lockstep.control.events.RecordedEvent;
import java.util.List;
import java.util.Map;

/**
 * A page of events, as {@code GET /api/v1/events} answers.
 *
 * @param next to be given as {@code after} for what follows; never null, so that a client that
 *     found nothing asks again from where it was
 */
public record EventsAnswer(List<Event> events, String next) {

  /**
   * One event.
   *
   * @param time milliseconds since 1970
   * @param module empty for the node itself
   */
  public record Event(
      long position,
      String id,
      long time,
      String node,
      String module,
      String type,
      String actor,
      long epoch,
      Map<String, Object> facts,
      String hash) {

    static Event of(RecordedEvent event) {
      return new Event(
          event.position(),
          event.id().toString(),
          event.timeMillis(),
          event.node(),
          event.module(),
          event.type(),
          event.actor(),
          event.epoch(),
          event.facts(),
          event.hash());
    }
  }

  static EventsAnswer of(List<RecordedEvent> events, String after) {
    String next = events.isEmpty() ? after : Long.toString(events.getLast().position());
    return new EventsAnswer(events.stream().map(Event::of).toList(), next);
  }
}
