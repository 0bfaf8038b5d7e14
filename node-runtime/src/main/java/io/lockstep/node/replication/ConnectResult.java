package io.lockstep.node.replication;

/** What came of an attempt to reach the peer. */
public sealed interface ConnectResult {

  /** Both sides have proved that they hold the key. Not started yet. */
  record Connected(PeerConnection connection) implements ConnectResult {}

  /**
   * Nobody listens (ECONNREFUSED): the peer's host lives and its daemon does not run. Evidence that
   * the process is dead, not that its application is.
   */
  record Refused(String why) implements ConnectResult {}

  /** No answer in time, or no route: says nothing about the peer's state. */
  record Unreachable(String why) implements ConnectResult {}

  /** The peer was reached, and one side will not speak to the other. */
  record Rejected(RejectCode code, String why) implements ConnectResult {}
}
