package io.lockstep.node.capture;

import io.lockstep.node.capture.protocol.InitNegotiation.Agreement;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Mounts;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.shelter.Shelter;
import io.lockstep.node.shelter.Shelter.Parked;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One mount as it is parked: every queue of its connection, because what was read from a queue that
 * nobody holds any more is answered with ECONNABORTED; and what a process must know to serve it.
 * Immutable.
 *
 * @param generation how many processes have served it before
 * @param queues descriptors of {@code /dev/fuse}: the mounted one, then its clones
 */
record ParkedMount(
    Path directory,
    Path original,
    Access access,
    int generation,
    Mode mode,
    Agreement agreement,
    List<Integer> queues) {

  private static final int WORDS = 13;

  ParkedMount {
    queues = List.copyOf(queues);
  }

  ParkedMount withAccess(Access value) {
    return new ParkedMount(directory, original, value, generation, mode, agreement, queues);
  }

  ParkedMount nextGeneration() {
    return new ParkedMount(directory, original, access, generation + 1, mode, agreement, queues);
  }

  static String prefix(String module) {
    return Shelter.MOUNTS + module + "/";
  }

  private static String key(String module, int root, int queue) {
    return prefix(module) + root + "/" + queue;
  }

  /** Leaves it in the shelter; the one with the words comes last: with it, all are there. */
  void park(Shelter shelter, String module, int root) {
    for (int queue = queues.size() - 1; queue > 0; queue--) {
      shelter.park(key(module, root, queue), queues.get(queue), List.of());
    }
    shelter.park(key(module, root, 0), queues.getFirst(), words());
  }

  /** Tells what has changed of it. */
  void note(Shelter shelter, String module, int root) {
    shelter.note(key(module, root, 0), words());
  }

  void unpark(Shelter shelter, String module, int root) {
    for (int queue = 0; queue < queues.size(); queue++) {
      shelter.unpark(key(module, root, queue));
    }
  }

  private List<String> words() {
    return List.of(
        directory.toString(),
        original.toString(),
        access.name(),
        Integer.toString(generation),
        mode.name(),
        Integer.toString(queues.size()),
        Integer.toString(agreement.minor()),
        Integer.toString(agreement.maxReadaheadBytes()),
        Long.toString(agreement.flags()),
        Integer.toString(agreement.maxBackground()),
        Integer.toString(agreement.congestionThreshold()),
        Integer.toString(agreement.maxWriteBytes()),
        Integer.toString(agreement.maxPages()));
  }

  /** Reads it back; null if it is not whole. */
  static ParkedMount of(Map<String, Parked> parked, String module, int root) {
    Parked first = parked.get(key(module, root, 0));
    if (first == null || first.descriptor() < 0 || first.words().size() != WORDS) {
      return null;
    }
    List<String> words = first.words();
    List<Integer> queues = new ArrayList<>();
    for (int queue = 0; queue < Integer.parseInt(words.get(5)); queue++) {
      Parked one = parked.get(key(module, root, queue));
      if (one == null || one.descriptor() < 0) {
        return null;
      }
      queues.add(one.descriptor());
    }
    return new ParkedMount(
        Path.of(words.get(0)),
        Path.of(words.get(1)),
        Access.valueOf(words.get(2)),
        Integer.parseInt(words.get(3)),
        Mode.valueOf(words.get(4)),
        agreement(words.subList(6, WORDS)),
        queues);
  }

  private static Agreement agreement(List<String> words) {
    return new Agreement(
        Integer.parseInt(words.get(0)),
        Integer.parseInt(words.get(1)),
        Long.parseLong(words.get(2)),
        Integer.parseInt(words.get(3)),
        Integer.parseInt(words.get(4)),
        Integer.parseInt(words.get(5)),
        Integer.parseInt(words.get(6)));
  }

  /** Ends mounts that nobody will serve: who waits for them gets an error. */
  static void discard(Shelter shelter, Map<String, Parked> parked) {
    parked.forEach(
        (key, one) -> {
          if (one.words().size() == WORDS) {
            uncover(Path.of(one.words().getFirst()));
          }
          if (one.descriptor() >= 0) {
            Descriptors.close(one.descriptor());
          }
          shelter.unpark(key);
        });
  }

  private static void uncover(Path directory) {
    if (DirectoryMount.isCovered(directory)) {
      Mounts.abort(PathBytes.of(directory));
    }
  }
}
