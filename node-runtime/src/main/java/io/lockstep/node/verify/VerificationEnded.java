package io.lockstep.node.verify;

/** A verification cannot go on; the message says why. Nothing else is disturbed. */
public final class VerificationEnded extends Exception {

  private static final long serialVersionUID = 1L;

  public VerificationEnded(String why) {
    super(why);
  }
}
