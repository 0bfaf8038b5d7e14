package io.lockstep.node.replication;

/**
 * Who speaks to whom about what.
 *
 * @param clusterKey at least 32 secret bytes that both nodes hold; never sent or logged
 * @param node this node
 * @param peer the only node that is let in
 * @param exclusion what of the module is not replicated: must be the same on both nodes
 */
public record LinkIdentity(
    String cluster, byte[] clusterKey, String module, String node, String peer, String exclusion) {

  /** Bytes a key must have at least. */
  public static final int MIN_KEY_BYTES = 32;

  public LinkIdentity {
    if (clusterKey.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException(
          "cluster key: expected at least 32 bytes, found "
              + clusterKey.length
              + "; make a new one");
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return cluster + "/" + module + " " + node + " to " + peer;
  }
}
