package io.lockstep.node.application;

/** For a module whose directories are used by programs that Lockstep does not start. */
final class NoApplication implements ApplicationSupervisor {

  private final ApplicationListener listener;

  NoApplication(ApplicationListener listener) {
    this.listener = listener;
  }

  @Override
  public void start(Environment environment) {
    listener.onChange(ApplicationState.NONE, "no application is configured");
  }

  @Override
  public void resume(Environment environment) {
    start(environment);
  }

  @Override
  public StopResult stop() {
    return new StopResult(StopResult.Outcome.CLEAN, "no application is configured");
  }

  @Override
  public ApplicationState state() {
    return ApplicationState.NONE;
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
