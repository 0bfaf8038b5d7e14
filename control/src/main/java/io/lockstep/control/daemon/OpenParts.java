package io.lockstep.control.daemon;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was opened, newest first. One part that fails to close keeps no other one open; its failure
 * is logged. Not for use by several threads at once.
 */
final class OpenParts implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OpenParts.class);

  private record Part(String name, AutoCloseable resource) {}

  private final Deque<Part> parts = new ArrayDeque<>();

  <T extends AutoCloseable> T add(String name, T resource) {
    parts.push(new Part(name, resource));
    return resource;
  }

  /** Closes in reverse order; a second call does nothing. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.resource().close();
      } catch (Exception e) {
        LOG.error("{} did not close in order", part.name(), e);
      }
    }
  }
}
