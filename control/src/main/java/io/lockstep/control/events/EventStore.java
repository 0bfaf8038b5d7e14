package io.lockstep.control.events;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The history of a node in an H2 file database: an append-only, hash-chained table and the views
 * made from it, changed in the same transaction. Safe for all threads; appends go one by one.
 *
 * <p>The database is opened by the first use, not by {@link #at}: a node works on without it, and
 * every use tries again. A commit is handed to the operating system before it returns ({@code
 * WRITE_DELAY=0}), so it survives the death of this process, not a power loss. {@code async:} is
 * H2's way to files that an interrupted thread does not close.
 */
public final class EventStore implements EventSink, AutoCloseable {

  private static final int SCHEMA_VERSION = 1;

  private final String node;
  private final Path file;
  private final Jdbi jdbi;
  private boolean migrated;
  private boolean closed;

  private EventStore(Path file, String node) {
    this.node = node;
    this.file = file;
    JdbcDataSource source = new JdbcDataSource();
    String path = file.toAbsolutePath().toString().replace(";", "\\;");
    source.setURL(
        "jdbc:h2:async:"
            + path
            + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;TRACE_LEVEL_FILE=0");
    source.setUser("lockstep");
    this.jdbi = Jdbi.create(source);
  }

  /**
   * The store of one node.
   *
   * @param file without the ending {@code .mv.db} that H2 adds
   */
  public static EventStore at(Path file, String node) {
    return new EventStore(file, node);
  }

  @Override
  public void append(NewEvent event) {
    inTransaction(
        handle -> {
          if (!EventTable.contains(handle, event.id())) {
            String stream = stream(event.module());
            insert(handle, event, stream, EventTable.version(handle, stream));
          }
          return null;
        });
  }

  /**
   * Appends an event that was decided on a certain version of its stream.
   *
   * @throws VersionConflictException when the stream has moved on
   */
  public RecordedEvent append(NewEvent event, long expectedVersion) {
    return inTransaction(
        handle -> {
          String stream = stream(event.module());
          long version = EventTable.version(handle, stream);
          if (version != expectedVersion) {
            throw new VersionConflictException(stream, expectedVersion, version);
          }
          return insert(handle, event, stream, version);
        });
  }

  /** Version of a module's stream (empty: the node's), 0 before its first event. */
  public long version(String module) {
    return inTransaction(handle -> EventTable.version(handle, stream(module)));
  }

  /** The matching events, at most the query's limit. */
  public List<RecordedEvent> query(EventQuery query) {
    return inTransaction(handle -> EventTable.find(handle, query));
  }

  public List<CurrentRole> currentRoles() {
    return inTransaction(RoleProjection::current);
  }

  /** In the order of module, node and time. */
  public List<RoleInterval> roleIntervals() {
    return inTransaction(RoleProjection::intervals);
  }

  /** Throws the views away and makes them anew from the events. */
  public void rebuildProjections() {
    inTransaction(
        handle -> {
          RoleProjection.clear(handle);
          EventTable.all(handle).forEachRemaining(event -> RoleProjection.apply(handle, event));
          return null;
        });
  }

  /** The first event that does not follow from those before it; empty: the history is whole. */
  public Optional<BrokenLink> verifyChain() {
    return inTransaction(
        handle -> {
          ChainCheck check = new ChainCheck();
          Optional<BrokenLink> broken = Optional.empty();
          for (Iterator<RecordedEvent> all = EventTable.all(handle);
              all.hasNext() && broken.isEmpty(); ) {
            broken = check.next(all.next());
          }
          return broken;
        });
  }

  /** Closes the database; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (!closed && migrated) {
      jdbi.useHandle(EventStore::shutDown);
    }
    closed = true;
  }

  /** By plain JDBC: there is no connection left to ask how many rows it changed. */
  private static void shutDown(Handle handle) {
    try (Statement statement = handle.getConnection().createStatement()) {
      statement.execute("SHUTDOWN");
    } catch (SQLException e) {
      throw new EventStoreException("the event database did not close: " + e.getMessage(), e);
    }
  }

  private RecordedEvent insert(Handle handle, NewEvent event, String stream, long version) {
    RecordedEvent unlinked =
        new RecordedEvent(
            0,
            stream,
            version + 1,
            event.id(),
            event.timeMillis(),
            node,
            event.module(),
            event.type(),
            event.actor(),
            event.epoch(),
            SCHEMA_VERSION,
            Facts.toJson(event.facts()),
            EventTable.lastHash(handle),
            "");
    String hash = EventHash.of(unlinked);
    RecordedEvent recorded = unlinked.stored(EventTable.insert(handle, unlinked, hash), hash);
    RoleProjection.apply(handle, recorded);
    return recorded;
  }

  private String stream(String module) {
    return module.isEmpty() ? "node:" + node : "module:" + module;
  }

  /** One at a time: the chain has one end, and H2 gains nothing from several writers. */
  private synchronized <T> T inTransaction(HandleCallback<T, RuntimeException> work) {
    if (closed) {
      throw new EventStoreException("the event database " + file + " is closed");
    }
    try {
      if (!migrated) {
        jdbi.useHandle(Migrations::run);
        migrated = true;
      }
      return jdbi.inTransaction(work);
    } catch (JdbiException e) {
      throw new EventStoreException("the event database " + file + " failed: " + firstLine(e), e);
    }
  }

  private static String firstLine(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String told = root.getMessage() == null ? root.toString() : root.getMessage();
    return told.lines().findFirst().orElse("");
  }
}
