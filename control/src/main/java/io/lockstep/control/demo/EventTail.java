package io.lockstep.control.demo;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.client.NodeClient.Event;
import io.lockstep.control.client.NodeClient.EventPage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest events of one node; what was seen stays when the node is gone. One thread. */
final class EventTail {
  private static final int PAGE_EVENTS = 200;

  private final NodeClient client;
  private final int kept;
  private final Deque<Event> newest = new ArrayDeque<>();
  private String cursor;

  EventTail(NodeClient client, int kept) {
    this.client = client;
    this.kept = kept;
  }

  /** Asks for what is new, and returns the newest events, oldest first. */
  List<Event> poll() {
    try {
      EventPage page = client.events(EventQuery.all().after(cursor).limit(PAGE_EVENTS));
      page.events().forEach(this::add);
      cursor = page.next() == null ? cursor : page.next();
    } catch (CliFailure e) {
      // The node is away; its events are read when it is back.
    }
    return List.copyOf(newest);
  }

  private void add(Event event) {
    newest.add(event);
    if (newest.size() > kept) {
      newest.removeFirst();
    }
  }
}
