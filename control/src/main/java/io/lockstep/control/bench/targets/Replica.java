package io.lockstep.control.bench.targets;

import java.nio.file.Path;

/** Two copies of a directory, one of which goes away and comes back. For one thread. */
public interface Replica {

  /** As it stands in the table. */
  String name();

  /** Where the application works; it goes on while the other copy is away. */
  Path directory();

  /** The other copy goes away. */
  void leave() throws Exception;

  /** It comes back; returns when it is equal. */
  Returned comeBack() throws Exception;
}
