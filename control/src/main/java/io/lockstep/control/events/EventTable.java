package io.lockstep.control.events;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;

/** The SQL of the table {@code event}. */
final class EventTable {

  private static final String COLUMNS =
      "position, stream, version, id, time_millis, node, module, type, actor, epoch,"
          + " schema_version, payload, previous_hash, hash";

  private static final RowMapper<RecordedEvent> ROW = ConstructorMapper.of(RecordedEvent.class);

  private EventTable() {}

  static boolean contains(Handle handle, UUID id) {
    return handle
        .createQuery("SELECT 1 FROM event WHERE id = :id")
        .bind("id", id)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  static long version(Handle handle, String stream) {
    return handle
        .createQuery("SELECT COALESCE(MAX(version), 0) FROM event WHERE stream = :stream")
        .bind("stream", stream)
        .mapTo(Long.class)
        .one();
  }

  static String lastHash(Handle handle) {
    return handle
        .createQuery("SELECT hash FROM event ORDER BY position DESC LIMIT 1")
        .mapTo(String.class)
        .findOne()
        .orElse(EventHash.GENESIS);
  }

  /** The position it got. */
  static long insert(Handle handle, RecordedEvent event, String hash) {
    return handle
        .createUpdate(
            """
            INSERT INTO event (stream, version, id, time_millis, node, module, type, actor, epoch,
              schema_version, payload, previous_hash, hash)
            VALUES (:stream, :version, :id, :timeMillis, :node, :module, :type, :actor, :epoch,
              :schemaVersion, :payload, :previousHash, :linkedHash)
            """)
        .bindMethods(event)
        .bind("linkedHash", hash)
        .executeAndReturnGeneratedKeys("position")
        .mapTo(Long.class)
        .one();
  }

  /** All events in their order, read as the iterator goes on, which must be within the handle. */
  static Iterator<RecordedEvent> all(Handle handle) {
    return handle
        .createQuery("SELECT " + COLUMNS + " FROM event ORDER BY position")
        .map(ROW)
        .iterator();
  }

  static List<RecordedEvent> find(Handle handle, EventQuery wanted) {
    List<String> conditions = new ArrayList<>(List.of("TRUE"));
    wanted.module().ifPresent(_ -> conditions.add("module = :module"));
    wanted
        .type()
        .ifPresent(
            _ -> conditions.add("(type = :type OR LEFT(type, CHAR_LENGTH(:family)) = :family)"));
    wanted.sinceMillis().ifPresent(_ -> conditions.add("time_millis >= :since"));
    wanted.untilMillis().ifPresent(_ -> conditions.add("time_millis < :until"));
    wanted.actor().ifPresent(_ -> conditions.add("actor = :actor"));
    wanted
        .after()
        .ifPresent(
            _ -> conditions.add("position " + (wanted.newestFirst() ? "<" : ">") + " :after"));
    Query query =
        handle.createQuery(
            "SELECT %s FROM event WHERE %s ORDER BY position %s LIMIT :limit"
                .formatted(
                    COLUMNS,
                    String.join(" AND ", conditions),
                    wanted.newestFirst() ? "DESC" : "ASC"));
    return bind(query, wanted).map(ROW).list();
  }

  private static Query bind(Query query, EventQuery wanted) {
    wanted.module().ifPresent(module -> query.bind("module", module));
    wanted.type().ifPresent(type -> query.bind("type", type).bind("family", family(type)));
    wanted.sinceMillis().ifPresent(millis -> query.bind("since", millis));
    wanted.untilMillis().ifPresent(millis -> query.bind("until", millis));
    wanted.actor().ifPresent(actor -> query.bind("actor", actor));
    wanted.after().ifPresent(position -> query.bind("after", position));
    return query.bind("limit", wanted.limit());
  }

  /** The common beginning that {@code role.*} asks for; a text no type begins with otherwise. */
  private static String family(String type) {
    return Optional.of(type)
        .filter(t -> t.endsWith(".*"))
        .map(t -> t.substring(0, t.length() - 1))
        .orElse("\n");
  }
}
