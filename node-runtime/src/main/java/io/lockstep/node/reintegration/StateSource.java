package io.lockstep.node.reintegration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Skeleton. */
public final class StateSource implements AutoCloseable {

  /** What the source needs to know of the node it runs on. */
  public interface Node {

    /**
     * Returns when every operation that was journaled before the call is in this node's own tree
     * (or was refused by it).
     */
    void awaitApplied() throws IOException;

    /**
     * Opens a file by its id with O_PATH, without a name.
     *
     * @return a descriptor that the caller closes, or a negative errno (ESTALE, ENOENT) if the file
     *     is gone or unknown
     */
    int open(long fileId);
  }

  public StateSource(
      List<Path> roots, TouchedFiles touched, Node node, StateChannel channel, Progress progress)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  public void rounds() throws IOException {
    throw new UnsupportedOperationException();
  }

  public void lastRound() throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
