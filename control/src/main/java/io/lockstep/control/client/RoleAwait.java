package io.lockstep.control.client;

import io.lockstep.node.module.ModuleStatus;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks a node again and again until a module is as wanted. */
public final class RoleAwait {
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private RoleAwait() {}

  /** How it ended. */
  public sealed interface Outcome {}

  /** The module is as wanted. */
  public record Reached(ModuleStatus status) implements Outcome {}

  /** The time is over. */
  public record TimedOut(ModuleStatus lastSeen) implements Outcome {}

  /** The time is over, and the last attempt found no node. */
  public record Unreachable(CliFailure failure) implements Outcome {}

  /**
   * Asks at least once. A node that does not answer is asked again; any other failure (unknown
   * module) ends the wait at once, as it is.
   */
  public static Outcome until(
      Supplier<ModuleStatus> source, Predicate<ModuleStatus> wanted, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      Outcome outcome = ask(source);
      if (outcome instanceof TimedOut seen && wanted.test(seen.lastSeen())) {
        return new Reached(seen.lastSeen());
      }
      if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        return outcome;
      }
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
  }

  private static Outcome ask(Supplier<ModuleStatus> source) {
    try {
      return new TimedOut(source.get());
    } catch (CliFailure e) {
      if (e.exitCode() == ExitCode.UNREACHABLE) {
        return new Unreachable(e);
      }
      throw e;
    }
  }
}
