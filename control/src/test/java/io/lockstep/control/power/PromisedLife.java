package io.lockstep.control.power;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What one run of {@link SyncingProgram} was promised.
 *
 * @param ledger its output, on this host's disk
 */
record PromisedLife(String name, long seed, Path ledger) {

  /** How many steps are done, of all kinds. */
  long steps() throws IOException {
    return lines().size();
  }

  /** All of it is in that directory. */
  void check(Path directory) throws IOException {
    List<SyncedWork> works = SyncingProgram.works(name, seed);
    for (int kind = 0; kind < works.size(); kind++) {
      works.get(kind).check(directory, steps(kind));
    }
  }

  private int steps(int kind) throws IOException {
    String prefix = kind + " ";
    return lines().stream()
        .filter(line -> line.startsWith(prefix))
        .mapToInt(line -> Integer.parseInt(line.substring(prefix.length())))
        .max()
        .orElse(0);
  }

  /** The last line may be cut off: what it says was not heard. */
  private List<String> lines() throws IOException {
    String text = Files.readString(ledger);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }
}
