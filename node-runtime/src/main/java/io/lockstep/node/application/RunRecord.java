package io.lockstep.node.application;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a daemon needs to find the processes that an earlier, killed daemon has started.
 *
 * <p>Three lines: run id, boot id, and the line of /proc/pid/stat. The started process writes them
 * about itself before it becomes the application, so there is no moment at which the application
 * runs and the file does not tell. Only a killed machine could lose the file, and the processes
 * with it: it is not synced.
 *
 * @param bootId of the kernel under which {@code leader} ran
 */
record RunRecord(String runId, String bootId, ProcessEntry leader) {

  /** Arguments: file, run id, boot id, and the command to become. */
  static final String WRITE_AND_EXEC =
      "read -r stat </proc/$$/stat && printf '%s\\n%s\\n%s\\n' \"$2\" \"$3\" \"$stat\" >\"$1\""
          + " || exit 125; shift 3; exec \"$@\"";

  /** The record in the file; empty if there is none, or it is unreadable. */
  static Optional<RunRecord> read(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readString(file).lines().toList();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return lines.size() == 3 ? parse(lines) : Optional.empty();
  }

  private static Optional<RunRecord> parse(List<String> lines) {
    try {
      return Optional.of(
          new RunRecord(lines.get(0), lines.get(1), ProcessEntry.parse(lines.get(2))));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Cut short: its writer was killed, and so never became anything.
    }
  }

  /** What may still run of it. */
  ProcessFamily family(String currentBootId) {
    boolean sameBoot = bootId.equals(currentBootId);
    boolean leaderLives =
        sameBoot && ProcessTable.find(leader.pid()).filter(leader::isSameProcess).isPresent();
    return new ProcessFamily(runId, leaderLives ? FamilyTree.of(leader) : FamilyTree.empty());
  }
}
