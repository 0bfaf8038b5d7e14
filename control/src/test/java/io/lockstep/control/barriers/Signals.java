package io.lockstep.control.barriers;

/** signal(7), the same on all architectures that Linux's asm-generic covers. */
final class Signals {
  static final int SIGCONT = 18;
  static final int SIGSTOP = 19;

  private Signals() {}
}
