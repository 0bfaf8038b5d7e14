package io.lockstep.node.replication;

/** Why a connection is closed. */
public enum CloseReason {
  /** This side called {@link PeerConnection#close}. */
  LOCAL,
  /** The peer closed it in order (end of stream): its process ended or it closed on purpose. */
  PEER,
  /** The connection was reset: the peer's kernel lives, its process does not hold it any more. */
  RESET,
  /** Bytes that cannot be read. */
  PROTOCOL,
  /** Something failed here while sending, receiving or handling. */
  FAILURE
}
