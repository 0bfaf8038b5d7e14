package io.lockstep.control.daemon;

import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Brings the logs of all libraries to one place: {@code logback.xml}, one line each on standard
 * error.
 */
public final class Logging {

  private Logging() {}

  public static void configure() {
    // Jersey and the HTTP client of the JDK use java.util.logging, which would print by itself.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
