package io.lockstep.node.application;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds programs before they are started, so that a missing one is told in one line. */
final class Executables {

  private Executables() {}

  /**
   * The command with its program's absolute path.
   *
   * @param path value of PATH, for a program named without a slash
   * @throws IOException with one clear line if it cannot be started
   */
  static List<String> resolve(List<String> command, Path workingDirectory, String path)
      throws IOException {
    if (command.isEmpty()) {
      throw new IOException("the start command is empty: expected a program and its arguments");
    }
    List<String> resolved = new ArrayList<>(command);
    resolved.set(0, find(command.getFirst(), workingDirectory, path).toString());
    return resolved;
  }

  private static Path find(String program, Path workingDirectory, String path) throws IOException {
    if (program.contains("/")) {
      return checked(workingDirectory.resolve(program));
    }
    for (String directory : path.split(":", -1)) {
      Path candidate = Path.of(directory, program);
      if (!directory.isEmpty() && isExecutable(candidate)) {
        return candidate;
      }
    }
    throw new IOException("program '" + program + "' was not found in " + path);
  }

  private static Path checked(Path program) throws IOException {
    if (!Files.exists(program)) {
      throw new IOException("program " + program + " does not exist");
    }
    if (!isExecutable(program)) {
      throw new IOException("program " + program + " is not an executable file: chmod +x?");
    }
    return program;
  }

  private static boolean isExecutable(Path program) {
    return Files.isRegularFile(program) && Files.isExecutable(program);
  }
}
