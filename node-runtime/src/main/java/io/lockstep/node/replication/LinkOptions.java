package io.lockstep.node.replication;

/**
 * How a connection is run.
 *
 * @param helloTimeoutMillis limit for the whole mutual authentication
 * @param spinMicros how long a reader looks again and again for more before it sleeps, while
 *     traffic is lively; 0 never
 * @param workersRead whether a worker that waits for an acknowledgement reads the connection itself
 * @param bufferBytes size of the receive buffer; at least one frame
 */
public record LinkOptions(
    long helloTimeoutMillis, long spinMicros, boolean workersRead, int bufferBytes) {

  /**
   * What was measured to be best on two busy cores ({@code LinkBenchmark}, 4 KiB to the peer's
   * journal and back): with one writer a median of 32 us against 48 us, with four 95 us against 216
   * us, compared with a reader thread that sleeps.
   */
  public static final LinkOptions DEFAULT = new LinkOptions(3_000, 50, true, 4 << 20);
}
