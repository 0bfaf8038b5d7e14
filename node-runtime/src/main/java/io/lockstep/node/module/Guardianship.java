package io.lockstep.node.module;

import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.shelter.Guarded;
import io.lockstep.node.shelter.Shelter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What this node has of a guardian, and whether it has done what it was started again for. */
final class Guardianship {

  /** Null if the daemon was started without one. */
  private final Guarded guarded;

  private final Set<String> undecided;

  private Guardianship(Guarded guarded, Set<String> undecided) {
    this.guarded = guarded;
    this.undecided = undecided;
  }

  /** Ties this process to its guardian, if it has one. */
  static Guardianship of(NodeConfig config) {
    if (!Guarded.isGuarded()) {
      return new Guardianship(null, new HashSet<>());
    }
    Guarded guarded = Guarded.attach();
    guarded.policy(config.daemonCrash().resumes(), config.daemonCrash().resumeLimitMillis());
    return new Guardianship(
        guarded,
        config.modules().stream().map(NodeConfig.Module::name).collect(Collectors.toSet()));
  }

  Shelter shelter() {
    return guarded == null ? Shelter.NONE : guarded;
  }

  /** Answers as long as the guardian lives; 0 if there is none. */
  int port() {
    return guarded == null ? 0 : guarded.port();
  }

  /** When the daemon before this one was killed, of System.nanoTime; 0 if there was none. */
  long killedNanos() {
    return guarded == null ? 0 : guarded.endedNanos();
  }

  /** Whether the daemon before this one has left mounts of a module. */
  boolean hasLeft(String module) {
    return guarded != null && guarded.hasLeft(Shelter.MOUNTS + module + "/");
  }

  /** Tells the guardian how to find the application, should this daemon not come back. */
  void noteApplication(NodeConfig.Module module, ModulePlace place) {
    shelter()
        .note(
            Shelter.APPLICATIONS + module.name(),
            List.of(module.name(), place.application().toString(), place.application().toString()));
  }

  /** It is decided what this node is for a module. */
  synchronized void settled(String module) {
    if (guarded != null && undecided.remove(module) && undecided.isEmpty()) {
      guarded.settled();
    }
  }
}
