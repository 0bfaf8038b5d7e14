package io.lockstep.control.testkit;

import io.lockstep.control.demo.OwnedResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Owns what a test opens, closes it in reverse order after the test whatever came of it, and prints
 * the ends of the logs if the test failed. To be registered as a field:
 *
 * <pre>{@code @RegisterExtension final HarnessExtension harness = new HarnessExtension();}</pre>
 *
 * As a static field it keeps what was opened until all tests of the class are over.
 *
 * <p>Whatever is awaited is looked at every 20 ms; where a look is expensive, every {@link
 * #TREE_INTERVAL}.
 */
public final class HarnessExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final int SHOWN_LINES = 60;

  static {
    // By default 100 ms, also before the first look: seconds in a class that waits often.
    Awaitility.setDefaultPollDelay(Duration.ofMillis(20));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
  }

  /** For a look that walks trees, of daemons that are still busy with them. */
  public static final Duration TREE_INTERVAL = Duration.ofMillis(100);

  private final List<Path> logs = new CopyOnWriteArrayList<>();
  private OwnedResources own;
  private boolean untilAllAreOver;

  @Override
  public void beforeAll(ExtensionContext context) {
    untilAllAreOver = true;
    own = new OwnedResources();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!untilAllAreOver) {
      own = new OwnedResources();
    }
  }

  /** Opens something that is closed after the test. */
  public <T extends AutoCloseable> T open(Callable<T> opener) throws Exception {
    return own.open(opener);
  }

  /** A log that helps to understand a failure. */
  public void explain(Path log) {
    logs.add(log);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    try {
      explainFailure(context);
    } finally {
      if (!untilAllAreOver) {
        own.close();
      }
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    try {
      explainFailure(context);
    } finally {
      own.close();
    }
  }

  private void explainFailure(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      logs.forEach(HarnessExtension::print);
    }
  }

  private static void print(Path log) {
    if (!Files.exists(log)) {
      return;
    }
    try {
      List<String> lines = Files.readAllLines(log);
      System.err.println("--- the end of " + log);
      lines
          .subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())
          .forEach(System.err::println);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
