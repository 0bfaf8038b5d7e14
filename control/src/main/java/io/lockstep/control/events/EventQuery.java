package io.lockstep.control.events;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which events to read.
 *
 * @param type an exact type, or a beginning such as {@code role.*}
 * @param sinceMillis first moment, inclusive
 * @param untilMillis last moment, exclusive
 * @param after position where the previous page ended
 * @param newestFirst from the newest back, instead of from the oldest on
 */
public record EventQuery(
    Optional<String> module,
    Optional<String> type,
    OptionalLong sinceMillis,
    OptionalLong untilMillis,
    Optional<String> actor,
    OptionalLong after,
    int limit,
    boolean newestFirst) {

  /** Largest page. */
  public static final int MAX_LIMIT = 1000;

  public EventQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "expected a limit from 1 to " + MAX_LIMIT + ", found " + limit);
    }
  }

  /** Everything, oldest first. */
  public static EventQuery all(int limit) {
    return new EventQuery(
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        limit,
        false);
  }
}
