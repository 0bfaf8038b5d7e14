package io.lockstep.control.events;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.jdbi.v3.core.Handle;

/**
 * Brings the schema to this program's version, one numbered file after the other, each recorded
 * with its checksum. A file that was changed after it ran, and a schema newer than this program,
 * are refused. The files create only what is missing, so one that was interrupted runs again (H2
 * commits every definition by itself). Plain and small on purpose: two tables of one embedded
 * database need no migration framework.
 */
final class Migrations {

  static final List<String> FILES = List.of("V1__event.sql", "V2__role.sql");

  private record Applied(int version, String file, String checksum) {}

  private Migrations() {}

  static void run(Handle handle) {
    run(handle, FILES);
  }

  static void run(Handle handle, List<String> files) {
    handle.execute(
        """
        CREATE TABLE IF NOT EXISTS migration (
          version INTEGER PRIMARY KEY, file VARCHAR(100) NOT NULL, checksum CHAR(8) NOT NULL)
        """);
    List<Applied> applied = applied(handle);
    if (applied.size() > files.size()) {
      throw new EventStoreException(
          "expected an event database of version %d or older, found %d; it was written by a newer program"
              .formatted(files.size(), applied.size()));
    }
    for (int i = 0; i < files.size(); i++) {
      String sql = read(files.get(i));
      if (i < applied.size()) {
        requireUnchanged(applied.get(i), new Applied(i + 1, files.get(i), checksum(sql)));
      } else {
        apply(handle, i + 1, files.get(i), sql);
      }
    }
  }

  private static List<Applied> applied(Handle handle) {
    return handle
        .createQuery("SELECT version, file, checksum FROM migration ORDER BY version")
        .map(
            (row, _) ->
                new Applied(
                    row.getInt("version"), row.getString("file"), row.getString("checksum")))
        .list();
  }

  private static void requireUnchanged(Applied found, Applied expected) {
    if (!found.equals(expected)) {
      throw new EventStoreException("expected migration " + expected + ", found " + found);
    }
  }

  private static void apply(Handle handle, int version, String file, String sql) {
    handle.createScript(sql).execute();
    handle.execute("INSERT INTO migration VALUES (?, ?, ?)", version, file, checksum(sql));
  }

  private static String checksum(String sql) {
    CRC32C crc = new CRC32C();
    crc.update(sql.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static String read(String file) {
    try (InputStream in = Migrations.class.getResourceAsStream("migrations/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new EventStoreException(
          "expected migration " + file + " in the program, found " + e, e);
    }
  }
}
