package io.lockstep.node.module;

/**
 * A module as the control plane sees it. Safe for all threads; nothing here blocks on the network
 * or the disk.
 */
public interface ModuleHandle {

  String name();

  /** The newest published snapshot. */
  ModuleStatus status();

  /**
   * Hands a command to the module's role thread and waits (at most a few seconds) until it is
   * accepted or refused.
   */
  CommandAnswer command(ModuleCommand command, String actor);
}
