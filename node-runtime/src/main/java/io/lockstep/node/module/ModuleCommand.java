package io.lockstep.node.module;

/** What a human or a program may ask of a module. */
public enum ModuleCommand {
  START,
  STOP,
  RESTART,
  SWAP,
  FORCE_PRIMARY,
  GIVE_UP,
  VERIFY,
  VERIFY_HEAL;

  /** The word used by the CLI and REST: {@code force-primary}. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
