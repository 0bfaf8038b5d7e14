package io.lockstep.control.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * The demonstrations. Each takes the whole life of a pair, and leaves no process and no mount; it
 * returns an exit code.
 *
 * @param mode {@code strict} or {@code barrier}
 * @param interactive whether somebody sits at a terminal
 */
public record Demo(JavaCommand java, String mode, PrintWriter out, boolean interactive) {

  /**
   * A pair without application, for other programs, until a signal ends it.
   *
   * @param directory absent or empty; stays
   */
  public int bare(Path directory) throws Exception {
    return DemoSession.in(directory)
        .run(options(false), (cluster, own) -> new BareDemo(out).run(cluster));
  }

  /** A pair under load, to watch and to play with. */
  public int live() throws Exception {
    return DemoSession.temporary()
        .run(options(true), (cluster, own) -> new LiveDemo(cluster, own, out, interactive).run());
  }

  /** A failover under load, unattended, with its proof. */
  public int failover() throws Exception {
    return DemoSession.temporary()
        .run(options(true), (cluster, own) -> new FailoverScenario(cluster, own, out).run());
  }

  /**
   * What nodes usually do, once, so that the JVM can keep what it learned for later starts (JEP
   * 514).
   *
   * @param cache file to be written
   */
  public int rehearse(Path cache) throws Exception {
    return DemoSession.temporary()
        .run(
            options(false, List.of("-XX:AOTCacheOutput=" + cache.toAbsolutePath())),
            (cluster, own) -> new Rehearsal(cluster).run());
  }

  private DemoCluster.Options options(boolean orders) {
    return options(orders, List.of());
  }

  private DemoCluster.Options options(boolean orders, List<String> alphaOptions) {
    return new DemoCluster.Options(java, mode, orders, alphaOptions);
  }
}
