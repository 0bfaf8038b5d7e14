package io.lockstep.control.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {

  @TempDir private Path folder;

  @Test
  void anEmptyDatabaseGetsEverything() {
    try (Handle handle = database().open()) {
      Migrations.run(handle);
      Migrations.run(handle);

      assertThat(files(handle)).isEqualTo(Migrations.FILES);
      assertThat(handle.select("SELECT COUNT(*) FROM role_interval").mapTo(Integer.class).one())
          .isZero();
    }
  }

  @Test
  void anOlderDatabaseKeepsItsEvents() {
    try (Handle handle = database().open()) {
      Migrations.run(handle, Migrations.FILES.subList(0, 1));
      handle.execute(
          """
          INSERT INTO event (stream, version, id, time_millis, node, module, type, actor, epoch,
            schema_version, payload, previous_hash, hash)
          VALUES ('node:alpha', 1, RANDOM_UUID(), 1, 'alpha', '', 'node.started', 'node:alpha', 0,
            1, '{}', 'x', 'y')
          """);
    }
    try (EventStore store = EventStore.at(folder.resolve("events"), "alpha")) {
      assertThat(store.query(EventQuery.all(10))).hasSize(1);
      store.append(Events.roleChanged("demo", "PRIM", "READY", 2));
      assertThat(store.currentRoles()).hasSize(1);
    }
  }

  @Test
  void aMigrationThatWasInterruptedRunsAgain() {
    try (Handle handle = database().open()) {
      Migrations.run(handle);
      handle.execute("DELETE FROM migration WHERE version = 2");
      handle.execute("DROP TABLE role_interval");

      Migrations.run(handle);

      assertThat(files(handle)).isEqualTo(Migrations.FILES);
    }
  }

  @Test
  void aChangedMigrationIsRefused() {
    try (Handle handle = database().open()) {
      Migrations.run(handle);
      handle.execute("UPDATE migration SET checksum = '00000000' WHERE version = 1");

      assertThatExceptionOfType(EventStoreException.class)
          .isThrownBy(() -> Migrations.run(handle))
          .withMessageStartingWith("expected migration ")
          .withMessageContaining("V1__event.sql");
    }
  }

  @Test
  void aDatabaseOfANewerProgramIsRefused() {
    try (Handle handle = database().open()) {
      Migrations.run(handle);
      handle.execute("INSERT INTO migration VALUES (3, 'V3__future.sql', '00000000')");
    }
    try (EventStore store = EventStore.at(folder.resolve("events"), "alpha")) {
      assertThatExceptionOfType(EventStoreException.class)
          .isThrownBy(() -> store.append(Events.event("", "node.started", 1, Map.of())))
          .withMessage(
              "expected an event database of version 2 or older, found 3; it was written by a newer program");
    }
  }

  private Jdbi database() {
    return EventDatabase.at(folder.resolve("events"));
  }

  private static List<String> files(Handle handle) {
    return handle.select("SELECT file FROM migration ORDER BY version").mapTo(String.class).list();
  }
}
