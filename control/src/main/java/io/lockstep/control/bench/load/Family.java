package io.lockstep.control.bench.load;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Workloads that share what must be prepared for them, and are run together in one directory. */
public interface Family {

  /** Takes the figures of one workload. */
  @FunctionalInterface
  interface Results {
    void add(Workload workload, Figures figures);
  }

  /** One word, for directories and messages. */
  String name();

  List<Workload> workloads();

  /** The Debian package without which nothing can be run here, if it is missing. */
  Optional<String> missingPackage();

  /**
   * Runs once.
   *
   * @param wanted some of {@link #workloads}; what must go before them is run too, and not told
   * @throws IOException if the target or a program failed; figures told before remain good
   */
  void run(Place place, Set<Workload> wanted, Results results)
      throws IOException, InterruptedException;
}
