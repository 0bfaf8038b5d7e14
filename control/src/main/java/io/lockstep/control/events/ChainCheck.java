package io.lockstep.control.events;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Walks along the events in their order and finds the first that does not fit. Pure. */
final class ChainCheck {

  private final Map<String, Long> versions = new HashMap<>();
  private String previousHash = EventHash.GENESIS;

  Optional<BrokenLink> next(RecordedEvent event) {
    if (!event.previousHash().equals(previousHash)) {
      return broken(event, "previous hash " + previousHash, event.previousHash());
    }
    String hash = EventHash.of(event);
    if (!event.hash().equals(hash)) {
      return broken(event, "hash " + hash, event.hash());
    }
    long version = versions.merge(event.stream(), 1L, Long::sum);
    if (event.version() != version) {
      return broken(event, "version " + version, Long.toString(event.version()));
    }
    previousHash = hash;
    return Optional.empty();
  }

  private static Optional<BrokenLink> broken(RecordedEvent event, String expected, String found) {
    return Optional.of(
        new BrokenLink(
            event.position(),
            "event %d: expected %s, found %s".formatted(event.position(), expected, found)));
  }
}
