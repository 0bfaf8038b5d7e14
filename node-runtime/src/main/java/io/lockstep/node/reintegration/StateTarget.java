package io.lockstep.node.reintegration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Skeleton. */
public final class StateTarget implements AutoCloseable {

  public StateTarget(List<Path> roots, StateChannel channel, Progress progress) throws IOException {
    throw new UnsupportedOperationException();
  }

  public void run() throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
