package io.lockstep.node.replication;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what is given up anyway: a failure to close changes nothing any more. */
final class Closing {

  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  static void quietly(java.io.Closeable... resources) {
    for (java.io.Closeable resource : resources) {
      try {
        if (resource != null) {
          resource.close();
        }
      } catch (IOException e) {
        LOG.debug("closing {}", resource, e);
      }
    }
  }
}
