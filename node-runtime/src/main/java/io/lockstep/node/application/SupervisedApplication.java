package io.lockstep.node.application;

import io.lockstep.node.application.StopResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application made of processes. One thread of its own does everything: starts, learns of exits,
 * asks for readiness, stops. What concerns an earlier run arrives late and is ignored.
 */
final class SupervisedApplication implements ApplicationSupervisor {

  private static final Logger LOG = LoggerFactory.getLogger(SupervisedApplication.class);
  private static final long TEND_MILLIS = 2000;

  /** What a stop may take beyond the configured limit. */
  private static final long STOP_EXTRA_MILLIS = 2000;

  private final ApplicationPlan plan;
  private final ApplicationPlace place;
  private final ApplicationListener listener;
  private final Leftovers leftovers;
  private final OutputLog log;
  private final ScheduledThreadPoolExecutor thread;
  private volatile ApplicationState state = ApplicationState.STOPPED;

  /** Present from a start until nothing of it is left. */
  private Run run;

  private Check check;

  private SupervisedApplication(
      ApplicationPlan plan,
      ApplicationPlace place,
      ApplicationListener listener,
      ScheduledThreadPoolExecutor thread) {
    this.plan = plan;
    this.place = place;
    this.listener = listener;
    this.leftovers = new Leftovers(place);
    this.log = new OutputLog(place.logFile(), place.logBytes());
    this.thread = thread;
  }

  static SupervisedApplication of(
      ApplicationPlan plan, ApplicationPlace place, ApplicationListener listener) {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("application-" + place.module()).factory());
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return new SupervisedApplication(plan, place, listener, thread);
  }

  @Override
  public void start(Environment environment) {
    thread.execute(guarded(() -> begin(environment)));
  }

  @Override
  public void resume(Environment environment) {
    thread.execute(guarded(() -> goOn(environment)));
  }

  @Override
  public ApplicationState state() {
    return state;
  }

  @Override
  public StopResult stop() {
    long limitMillis = plan.stopTimeoutMillis() + STOP_EXTRA_MILLIS;
    try {
      Future<StopResult> result = thread.submit(this::end);
      return result.get(limitMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new StopResult(Outcome.REMAINS, "not stopped within " + limitMillis + " ms");
    } catch (ExecutionException e) {
      LOG.error("module {}: stopping the application failed", place.module(), e.getCause());
      return new StopResult(Outcome.REMAINS, "stopping failed: " + e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new StopResult(Outcome.REMAINS, "interrupted while the application stops");
    } catch (RejectedExecutionException e) {
      return new StopResult(Outcome.CLEAN, "the supervisor is closed");
    }
  }

  @Override
  public void close() {
    stop();
    thread.shutdown();
  }

  private void begin(Environment environment) {
    if (run != null && state != ApplicationState.FAILED) {
      return;
    }
    tell(ApplicationState.STARTING, "starting");
    try {
      Files.createDirectories(place.logDirectory());
      Files.createDirectories(place.stateDirectory());
      // Two runs side by side would both write to the same data.
      leftovers.kill();
      run = Run.begin(plan, place, log, environment);
    } catch (IOException e) {
      tell(ApplicationState.FAILED, "cannot start: " + e.getMessage());
      return;
    }
    watch();
  }

  /** Takes over what a killed daemon has left; what is not whole is killed and started anew. */
  private void goOn(Environment environment) {
    if (run != null) {
      return;
    }
    try {
      run = Run.left(plan, place, log, environment).orElse(null);
    } catch (IOException e) {
      LOG.warn("module {}: started anew, not taken over: {}", place.module(), e.getMessage());
    }
    if (run == null) {
      begin(environment);
    } else {
      tell(ApplicationState.STARTING, "taken over from a daemon that was killed");
      watch();
    }
  }

  private void watch() {
    Run started = run;
    var _ = started.main().onExit().thenRunAsync(whileRunning(started, this::mainEnded), thread);
    later(started, plan.startTimeoutMillis(), this::startOverdue);
    later(started, TEND_MILLIS, this::tend);
    if (plan.foreground() && plan.check().isEmpty()) {
      tell(ApplicationState.READY, "runs");
    } else if (plan.foreground()) {
      later(started, 0, this::ask);
    }
  }

  private void mainEnded(Run ended) {
    if (plan.foreground()) {
      fail(ended, "ended by itself: " + ended.ending());
    } else if (ended.main().exitCode().orElse(1) != 0) {
      fail(ended, plan.start().getFirst() + " failed: " + ended.ending());
    } else {
      noteReady(ended);
      tell(ApplicationState.READY, plan.start().getFirst() + " has succeeded");
      if (!plan.check().isEmpty()) {
        later(ended, plan.checkIntervalMillis(), this::ask);
      }
    }
  }

  private void noteReady(Run ready) {
    try {
      ready.noteReady(place);
    } catch (IOException e) {
      LOG.warn("module {}: would be started anew: {}", place.module(), e.getMessage());
    }
  }

  private void startOverdue(Run started) {
    if (state == ApplicationState.STARTING) {
      fail(started, "not ready within " + plan.startTimeoutMillis() + " ms");
    }
  }

  private void ask(Run asked) {
    try {
      check = Check.begin(asked.launcher(), thread, code -> answered(asked, code));
    } catch (IOException e) {
      fail(asked, "cannot check: " + e.getMessage());
    }
  }

  private void answered(Run asked, int exitCode) {
    if (asked != run || state == ApplicationState.FAILED) {
      return;
    }
    if (plan.foreground() && exitCode == 0) {
      tell(ApplicationState.READY, "answers");
    } else if (plan.foreground() || exitCode == 0) {
      later(asked, plan.checkIntervalMillis(), this::ask);
    } else {
      String line = new OutputLog(place.checkLogFile(), 0).lastLine(0);
      String output = line.isEmpty() ? "" : ", last output: " + line;
      fail(asked, plan.check().getFirst() + " failed: exit code " + exitCode + output);
    }
  }

  /** Told first, so that the loss is known at once; then nothing of it may go on. */
  private void fail(Run failed, String why) {
    tell(ApplicationState.FAILED, why);
    StopResult result = finish(failed);
    if (result.outcome() == Outcome.REMAINS) {
      LOG.error("module {}: the failed application: {}", place.module(), result.why());
    }
  }

  private StopResult end() throws IOException {
    StopResult result = run == null ? endLeftovers() : finish(run);
    if (state != ApplicationState.STOPPED) {
      tell(ApplicationState.STOPPED, result.why());
    }
    return result;
  }

  private StopResult endLeftovers() {
    try {
      return leftovers.kill()
          ? new StopResult(Outcome.FORCED, "killed what an earlier daemon had left running")
          : new StopResult(Outcome.CLEAN, "was not running");
    } catch (IOException e) {
      return new StopResult(Outcome.REMAINS, e.getMessage());
    }
  }

  private StopResult finish(Run ending) {
    if (check != null) {
      check.cancel();
      check = null;
    }
    StopResult result = new Stopping(plan, ending).stop();
    run = null;
    if (result.outcome() == Outcome.REMAINS) {
      leftovers.add(ending.family());
    }
    return result;
  }

  private void tend(Run tended) {
    tended.family().follow();
    try {
      log.rotateIfLarge();
    } catch (IOException e) {
      LOG.warn("module {}: cannot rotate {}: {}", place.module(), place.logFile(), e.getMessage());
    }
    later(tended, TEND_MILLIS, this::tend);
  }

  private void later(Run about, long delayMillis, Consumer<Run> step) {
    var _ = thread.schedule(whileRunning(about, step), delayMillis, TimeUnit.MILLISECONDS);
  }

  private Runnable whileRunning(Run about, Consumer<Run> step) {
    return guarded(
        () -> {
          if (run == about) {
            step.accept(about);
          }
        });
  }

  private Runnable guarded(Runnable step) {
    return () -> {
      try {
        step.run();
      } catch (RuntimeException e) {
        LOG.error("module {}: supervising the application failed", place.module(), e);
        tell(ApplicationState.FAILED, "supervision failed: " + e.getMessage());
      }
    };
  }

  private void tell(ApplicationState next, String why) {
    state = next;
    try {
      listener.onChange(next, why);
    } catch (RuntimeException e) {
      LOG.error("module {}: a listener failed at {} ({})", place.module(), next, why, e);
    }
  }
}
