package io.lockstep.control.events;

import java.util.Map;
import java.util.UUID;

/**
 * An event in the store.
 *
 * @param position orders all events of this store; grows, may have gaps
 * @param version counts the events of its stream from 1, without gaps
 * @param previousHash hash of the event before it in the store
 * @param hash see {@link EventHash}
 */
public record RecordedEvent(
    long position,
    String stream,
    long version,
    UUID id,
    long timeMillis,
    String node,
    String module,
    String type,
    String actor,
    long epoch,
    int schemaVersion,
    String payload,
    String previousHash,
    String hash) {

  /** The payload as values. */
  public Map<String, Object> facts() {
    return Facts.fromJson(payload);
  }

  /** As it stands in the table. */
  RecordedEvent stored(long atPosition, String withHash) {
    return new RecordedEvent(
        atPosition,
        stream,
        version,
        id,
        timeMillis,
        node,
        module,
        type,
        actor,
        epoch,
        schemaVersion,
        payload,
        previousHash,
        withHash);
  }
}
