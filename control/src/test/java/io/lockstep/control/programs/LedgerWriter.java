package io.lockstep.control.programs;

import io.lockstep.control.demo.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A program that writes without end and says, one number a line in a file outside, what was
 * acknowledged to it.
 */
record LedgerWriter(ChildProcess process, Path ledger) implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Begins; the ledger is continued if it exists. */
  static LedgerWriter start(Path directory, Path ledger, List<String> command) throws IOException {
    return new LedgerWriter(ChildProcess.start("writer", command, directory, ledger), ledger);
  }

  /** The highest number in a ledger, or 0. */
  static long acknowledged(Path ledger) throws IOException {
    if (!Files.exists(ledger)) {
      return 0;
    }
    // The last line may be cut off: what it says was not heard.
    String text = Files.readString(ledger);
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.matches("\\d+"))
        .mapToLong(Long::parseLong)
        .max()
        .orElse(0);
  }

  /** Waits until so much more was acknowledged. */
  void awaitMore(int count) throws IOException {
    long wanted = acknowledged(ledger) + count;
    Awaitility.await("acknowledgements in " + ledger)
        .atMost(LIMIT)
        .until(() -> acknowledged(ledger) >= wanted || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError("the writer ended: " + Files.readString(ledger));
    }
  }

  /** SIGKILL; returns when it has ended. */
  @Override
  public void close() {
    process.killFamily();
  }
}
