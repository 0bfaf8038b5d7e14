package io.lockstep.node.application;

import io.lockstep.node.config.NodeConfig;
import java.io.IOException;

/**
 * Starts, watches and stops the application of one module. Safe for all threads. Every change of
 * state is told to the {@link ApplicationListener} given at creation.
 */
public interface ApplicationSupervisor extends AutoCloseable {

  /**
   * Begins to start the application and returns at once. What an earlier daemon, killed before it
   * could stop it, has left running is killed first. The outcome is a change to READY or FAILED; an
   * application that runs already is left alone.
   */
  void start(Environment environment);

  /**
   * Begins to take over an application that a killed daemon has left running, and returns at once.
   * If it does not run, it is started.
   */
  void resume(Environment environment);

  /**
   * Stops the application and all its processes, whatever its state, also what a killed daemon has
   * left; returns when it is stopped, at the latest two seconds after the configured limit. Not to
   * be called from a listener: it would wait for itself.
   */
  StopResult stop();

  ApplicationState state();

  /** Stops the application and ends the supervisor's thread. */
  @Override
  void close();

  /**
   * Kills what a daemon that will not come back has left running.
   *
   * @throws IOException with one clear line if something survives
   */
  static void endLeftovers(ApplicationPlace place) throws IOException {
    new Leftovers(place).kill();
  }

  /** The supervisor that fits the configuration. */
  static ApplicationSupervisor of(
      NodeConfig.Application application, ApplicationPlace place, ApplicationListener listener) {
    return switch (application) {
      case NodeConfig.Application.None _ -> new NoApplication(listener);
      case NodeConfig.Application.Command command ->
          SupervisedApplication.of(ApplicationPlan.of(command), place, listener);
      case NodeConfig.Application.Scripts scripts ->
          SupervisedApplication.of(ApplicationPlan.of(scripts), place, listener);
    };
  }
}
