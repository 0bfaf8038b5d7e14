package io.lockstep.control.daemon;

import io.lockstep.control.config.ConfigException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a process that serves until it is told to end: start, wait for SIGTERM or SIGINT,
 * stop in order within a limit. A failed start is one line on standard error for each problem,
 * never a stack trace.
 */
public final class Foreground {

  public static final int OK = 0;

  /** The configuration is wrong: nothing was started. */
  public static final int CONFIGURATION = 2;

  /** A port in use, another daemon, a directory that cannot be written: all is closed again. */
  public static final int START_FAILED = 3;

  /** Told to end, but not done within the limit; the next start cleans up. */
  public static final int STOP_OVERRUN = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);
  private static final long START_LIMIT_SECONDS = 60;

  private Foreground() {}

  /** What serves once it was started. */
  public interface Service extends AutoCloseable {

    /** How long {@link #close} may take before the process ends without it. */
    long stopLimitMillis();
  }

  /** Opens what is to serve. */
  @FunctionalInterface
  public interface Start {
    Service open() throws IOException, ConfigException;
  }

  /** Returns the exit code of a failed start; a process that started ends itself. */
  public static int run(Start start, PrintStream errors) {
    CompletableFuture<Service> service = new CompletableFuture<>();
    Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> stopAndHalt(service));
    // Before the start: a signal in the middle of it waits for its end, then stops all in order.
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      service.complete(start.open());
      new CountDownLatch(1).await();
      return OK;
    } catch (ConfigException e) {
      return failed(service, e, CONFIGURATION, errors);
    } catch (IOException e) {
      return failed(service, e, START_FAILED, errors);
    } catch (RuntimeException e) {
      LOG.error("cannot start", e);
      return failed(service, e, START_FAILED, errors);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OK;
    }
  }

  private static int failed(
      CompletableFuture<Service> service, Exception e, int exitCode, PrintStream errors) {
    service.completeExceptionally(e);
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    message.lines().forEach(line -> errors.println("lockstep: " + line));
    return exitCode;
  }

  /** Runs as shutdown hook; halts, because the exit code of a signal would not be 0. */
  private static void stopAndHalt(CompletableFuture<Service> starting) {
    try {
      Service service = starting.get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
      CompletableFuture.runAsync(() -> close(service), Foreground::thread)
          .get(service.stopLimitMillis(), TimeUnit.MILLISECONDS);
      Runtime.getRuntime().halt(OK);
    } catch (TimeoutException e) {
      LOG.error("not stopped in order within the limit; the next start cleans up");
      Runtime.getRuntime().halt(STOP_OVERRUN);
    } catch (ExecutionException e) {
      // Never started: the exit code of the failed start stands.
      LOG.debug("nothing to stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Service service) {
    try {
      service.close();
    } catch (Exception e) {
      LOG.error("not stopped in order", e);
    }
  }

  private static void thread(Runnable work) {
    Thread.ofPlatform().name("stop-parts").daemon().start(work);
  }
}
