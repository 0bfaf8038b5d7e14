package io.lockstep.control.demo;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;

/** Keeps a pair running for other programs, until a signal ends it. */
final class BareDemo {
  private final PrintWriter out;

  BareDemo(PrintWriter out) {
    this.out = out;
  }

  /** Does not return by itself: a node that ends may be started again by somebody. */
  int run(DemoCluster cluster) throws Exception {
    cluster.awaitMirrored();
    PairFile.write(cluster);
    out.println("ready: " + cluster.workspace().pairFile());
    out.flush();
    new CountDownLatch(1).await();
    throw new IllegalStateException("expected to wait until the process ends");
  }
}
