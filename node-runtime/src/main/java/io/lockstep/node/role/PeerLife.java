package io.lockstep.node.role;

/**
 * What is known of the peer's daemon.
 *
 * @param why the evidence, in words
 */
public record PeerLife(Kind kind, String why) {

  /** From certainly alive to certainly dead. */
  public enum Kind {
    ALIVE,
    SUSPECT,
    /** Its process is gone, and its guardian lives: it is being started again. */
    RESUMING,
    /** Nothing was heard for longer than the timeout: dead, or cut off. */
    SILENT,
    /** Its process is gone, and it cannot have acknowledged anything since it was last heard. */
    PROVEN_DEAD
  }

  /** Before anything was heard. */
  public static final PeerLife UNKNOWN = new PeerLife(Kind.SILENT, "never heard of");
}
