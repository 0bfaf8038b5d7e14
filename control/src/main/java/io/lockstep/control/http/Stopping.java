package io.lockstep.control.http;

import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops a server without a failure: what cannot be stopped in order ends with the process. */
public final class Stopping {

  private static final Logger LOG = LoggerFactory.getLogger(Stopping.class);

  private Stopping() {}

  public static void stop(LifeCycle server) {
    try {
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("a server did not stop in order: {}", e.toString());
    }
  }
}
