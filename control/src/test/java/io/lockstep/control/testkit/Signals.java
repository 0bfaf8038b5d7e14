package io.lockstep.control.testkit;

/** signal(7): numbers that are the same on all architectures of Linux's asm-generic. */
public final class Signals {
  /** A process goes on. */
  public static final int SIGCONT = 18;

  /** A process stands still. */
  public static final int SIGSTOP = 19;

  private Signals() {}
}
