package io.lockstep.journal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that appends is killed with SIGKILL; what it had reported as appended must be there.
 */
@Timeout(90)
class JournalKillTest {

  private static final JournalOptions SMALL =
      new JournalOptions(JournalOptions.MIN_SEGMENT_BYTES, 1 << 20);

  @TempDir Path directory;

  /** The process: appends for ever, and writes each sequence to its output once it is appended. */
  static final class Appender {
    public static void main(String[] arguments) throws IOException {
      try (Journal journal = Journal.open(Path.of(arguments[0]), SMALL);
          DataOutputStream out = new DataOutputStream(System.out)) {
        for (long sequence = journal.lastSequence() + 1; ; sequence++) {
          if (journal.wantsNewSegment()) {
            journal.beginSegment(Records.header(1, sequence));
          }
          Records.append(journal, 1, sequence, sequence);
          out.writeLong(sequence);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everything_reported_as_appended_is_there_after_a_kill(long seed) throws Exception {
    Random random = new Random(seed);
    Path journal = directory.resolve("journal");
    long before = 0;
    for (int round = 0; round < 2; round++) {
      before = killAndCheck(journal, before, before + 1 + random.nextInt(1500), "seed " + seed);
    }
  }

  private long killAndCheck(Path path, long before, long killAfter, String what) throws Exception {
    Path errors = directory.resolve("errors");
    Process appender = ChildJvm.start(Appender.class, errors, path.toString());
    long reported = before;
    try (DataInputStream in = new DataInputStream(appender.getInputStream())) {
      while (reported < killAfter) {
        reported = in.readLong();
      }
      assertThatThrownBy(() -> Journal.open(path, SMALL))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              path + ": the journal is in use by another process: close or stop that one first");
      // Process.destroyForcibly would close the pipe, and with it lose the last reports.
      appender.toHandle().destroyForcibly();
      reported = Math.max(reported, lastReport(in));
    } catch (EOFException e) {
      throw new AssertionError(what + ": the process ended: " + Files.readString(errors), e);
    } finally {
      appender.destroyForcibly().waitFor();
    }
    try (Journal journal = Journal.open(path, SMALL)) {
      assertThat(journal.lastSequence()).as(what).isGreaterThanOrEqualTo(reported);
      assertThat(journal.firstSequence()).isEqualTo(1);
      assertThat(JournalTest.read(journal, 1)).as(what).hasSize((int) journal.lastSequence());
      return journal.lastSequence();
    }
  }

  private static long lastReport(DataInputStream in) throws IOException {
    long last = 0;
    byte[] rest = in.readAllBytes();
    for (int at = 0; at + 8 <= rest.length; at += 8) {
      last = ByteBuffer.wrap(rest).getLong(at);
    }
    return last;
  }
}
