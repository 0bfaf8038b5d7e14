package io.lockstep.control.events;

import java.util.Map;
import java.util.UUID;

/**
 * A fact that is not in the store yet.
 *
 * @param id made where it happened; appending the same id twice keeps one event
 * @param timeMillis wall clock of the node, for people
 * @param module name of the module, or empty for the node itself
 * @param facts plain values in a stable order, within the bounds of {@link Facts}
 */
public record NewEvent(
    UUID id,
    long timeMillis,
    String module,
    String type,
    String actor,
    long epoch,
    Map<String, Object> facts) {

  private static final int MAX_MODULE_CHARACTERS = 64;
  private static final int MAX_TYPE_CHARACTERS = 100;
  private static final int MAX_ACTOR_CHARACTERS = 200;

  /** Cuts what is longer than the store can hold: an event is never refused for its size. */
  public NewEvent {
    module = Facts.cut(module, MAX_MODULE_CHARACTERS);
    type = Facts.cut(type, MAX_TYPE_CHARACTERS);
    actor = Facts.cut(actor, MAX_ACTOR_CHARACTERS);
    facts = Facts.bounded(facts);
  }
}
