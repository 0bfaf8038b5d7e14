package io.lockstep.journal.log;

import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.NullExceptionHandler;

/**
 * Switches off what Chronicle does besides writing queues: announcing itself, telling its maker
 * about it, watching disks, and reporting its own timings as log lines. Must come before the first
 * use of a Chronicle class; values set on the command line win.
 */
final class QuietChronicle {

  private QuietChronicle() {}

  static void ensure() {
    setDefault("chronicle.analytics.disable");
    setDefault("chronicle.announcer.disable");
    setDefault("chronicle.disk.monitor.disable");
    Jvm.setPerfExceptionHandler(NullExceptionHandler.NOTHING);
  }

  private static void setDefault(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "true");
    }
  }
}
