package io.lockstep.node.module;

import io.lockstep.node.application.ApplicationPlace;
import io.lockstep.node.application.ApplicationState;
import io.lockstep.node.application.ApplicationSupervisor;
import io.lockstep.node.application.Environment;
import io.lockstep.node.application.StopResult;
import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.role.Input;
import io.lockstep.node.role.Role;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts and stops the application in the order asked for, on a thread of its own; its changes of
 * state are inputs.
 */
final class ApplicationSide implements AutoCloseable {

  /** What an order may take beyond the configured limit: the supervisor itself allows 2 s. */
  private static final long ORDER_EXTRA_MILLIS = 5_000;

  private final NodeConfig.Module module;
  private final String node;
  private final ApplicationSupervisor supervisor;
  private final ExecutorService orders;
  private final Consumer<Input> inbox;

  /** Whether a killed daemon has left it running, and nothing was done about that yet. */
  private volatile boolean left;

  ApplicationSide(NodeConfig.Module module, String node, ModulePlace place, Consumer<Input> inbox) {
    this.module = module;
    this.node = node;
    this.inbox = inbox;
    this.orders =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("application-" + module.name()).factory());
    this.supervisor =
        ApplicationSupervisor.of(
            module.application(),
            new ApplicationPlace(module.name(), place.application(), place.application()),
            (state, why) -> inbox.accept(new Input.ApplicationChanged(state, why)));
  }

  void start(Role role, long epoch) {
    Environment environment =
        new Environment(module.name(), node, role, epoch, module.directories());
    boolean resumes = left;
    left = false;
    orders.execute(
        () -> {
          if (resumes) {
            supervisor.resume(environment);
          } else {
            supervisor.start(environment);
          }
        });
  }

  /** A killed daemon has left it running: the next start takes it over. */
  void wasLeft() {
    left = true;
  }

  /**
   * Ends what an earlier daemon, killed before it could, has left running; returns when nothing of
   * it is left.
   */
  void stopLeftovers() {
    supervisor.stop();
  }

  void stop() {
    boolean unknown = left;
    left = false;
    orders.execute(
        () -> {
          StopResult result = supervisor.stop();
          if (unknown) {
            // The supervisor has never known it to run, and says nothing of its end.
            inbox.accept(new Input.ApplicationChanged(ApplicationState.STOPPED, result.why()));
          }
        });
  }

  /** Stops the application and waits for its end. */
  @Override
  public void close() {
    orders.shutdown();
    try {
      long limitMillis = module.application().stopTimeoutMillis() + ORDER_EXTRA_MILLIS;
      if (!orders.awaitTermination(limitMillis, TimeUnit.MILLISECONDS)) {
        orders.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    supervisor.close();
  }
}
