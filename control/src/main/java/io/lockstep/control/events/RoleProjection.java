package io.lockstep.control.events;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * The current role of every module and node, and how long each role lasted. Follows {@code
 * role.changed}, whose facts are {@code role} and {@code readiness}. A change of readiness alone
 * begins no new interval.
 */
final class RoleProjection {

  static final String ROLE_CHANGED = "role.changed";

  private static final RowMapper<CurrentRole> CURRENT = ConstructorMapper.of(CurrentRole.class);
  private static final RowMapper<RoleInterval> INTERVAL = ConstructorMapper.of(RoleInterval.class);

  private RoleProjection() {}

  /** Called in the transaction that appends the event. */
  static void apply(Handle handle, RecordedEvent event) {
    if (!event.type().equals(ROLE_CHANGED)) {
      return;
    }
    Map<String, Object> facts = event.facts();
    String role = String.valueOf(facts.get("role"));
    String readiness = String.valueOf(facts.get("readiness"));
    Optional<CurrentRole> before = current(handle, event.module(), event.node());
    boolean same = before.filter(b -> Objects.equals(b.role(), role)).isPresent();
    long since = same ? before.orElseThrow().sinceMillis() : event.timeMillis();
    put(
        handle,
        new CurrentRole(
            event.module(), event.node(), role, readiness, event.epoch(), since, event.position()));
    if (!same) {
      beginInterval(handle, event, role);
    }
  }

  static void clear(Handle handle) {
    handle.execute("DELETE FROM current_role_of");
    handle.execute("DELETE FROM role_interval");
  }

  static List<CurrentRole> current(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT module, node, role, readiness, epoch, since_millis, position
            FROM current_role_of ORDER BY module, node
            """)
        .map(CURRENT)
        .list();
  }

  static List<RoleInterval> intervals(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT module, node, from_position, role, epoch, from_millis, until_millis
            FROM role_interval ORDER BY module, node, from_position
            """)
        .map(INTERVAL)
        .list();
  }

  private static Optional<CurrentRole> current(Handle handle, String module, String node) {
    return handle
        .createQuery(
            """
            SELECT module, node, role, readiness, epoch, since_millis, position
            FROM current_role_of WHERE module = :module AND node = :node
            """)
        .bind("module", module)
        .bind("node", node)
        .map(CURRENT)
        .findOne();
  }

  private static void put(Handle handle, CurrentRole role) {
    handle
        .createUpdate(
            """
            MERGE INTO current_role_of (module, node, role, readiness, epoch, since_millis, position)
            VALUES (:module, :node, :role, :readiness, :epoch, :sinceMillis, :position)
            """)
        .bindMethods(role)
        .execute();
  }

  private static void beginInterval(Handle handle, RecordedEvent event, String role) {
    handle
        .createUpdate(
            """
            UPDATE role_interval SET until_millis = :timeMillis
            WHERE module = :module AND node = :node AND until_millis IS NULL
            """)
        .bindMethods(event)
        .execute();
    handle
        .createUpdate(
            """
            INSERT INTO role_interval (module, node, from_position, role, epoch, from_millis)
            VALUES (:module, :node, :position, :role, :epoch, :timeMillis)
            """)
        .bindMethods(event)
        .bind("role", role)
        .execute();
  }
}
