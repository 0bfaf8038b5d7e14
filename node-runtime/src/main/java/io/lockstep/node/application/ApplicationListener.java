package io.lockstep.node.application;

/** Is told each change of state, in order, on the supervisor's thread. Must return at once. */
@FunctionalInterface
public interface ApplicationListener {

  /**
   * The state has changed.
   *
   * @param why one line for people
   */
  void onChange(ApplicationState state, String why);
}
