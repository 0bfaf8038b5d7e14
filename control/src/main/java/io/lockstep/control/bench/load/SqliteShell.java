package io.lockstep.control.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One session of sqlite3(1): statements go in, one line of an answer comes out. For one thread. */
final class SqliteShell implements AutoCloseable {
  private final Process process;
  private final Writer in;
  private final BufferedReader out;

  SqliteShell(Programs programs, Path database) throws IOException {
    process =
        programs.start(
            new ProcessBuilder("sqlite3", "-batch", database.toString()).redirectErrorStream(true));
    in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Runs statements that answer with one line in all.
   *
   * @throws IOException if the answer is another one
   */
  void run(String statements, String expected) throws IOException {
    in.write(statements + "\n");
    in.flush();
    String answer = out.readLine();
    if (!expected.equals(answer)) {
      throw new IOException(
          "sqlite3: expected the answer '%s', found '%s'"
              .formatted(expected, answer == null ? "the end" : answer));
    }
  }

  /** Ends the session, and waits for it. */
  @Override
  public void close() throws IOException {
    try {
      in.close();
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
