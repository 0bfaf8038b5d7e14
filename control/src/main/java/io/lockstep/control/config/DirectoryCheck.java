package io.lockstep.control.config;

import io.lockstep.node.capture.CapturedDirectories;
import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.config.NodeConfig.Application;
import io.lockstep.node.config.NodeConfig.Module;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the directories a configuration speaks of exist on this machine. */
public final class DirectoryCheck {

  private DirectoryCheck() {}

  /** One line for each directory that is missing, in the order of the file; empty: all is well. */
  public static List<String> problems(NodeConfig config) {
    List<String> problems = new ArrayList<>();
    for (int m = 0; m < config.modules().size(); m++) {
      Module module = config.modules().get(m);
      String path = "modules[" + m + "]";
      for (int d = 0; d < module.directories().size(); d++) {
        replicated(path + ".directories[" + d + "]", module.directories().get(d), problems);
      }
      if (module.application() instanceof Application.Scripts scripts) {
        check(path + ".application.directory", scripts.directory(), problems);
      }
    }
    return problems;
  }

  /** It is mounted upon, and the mount table knows no links. */
  private static void replicated(String path, Path directory, List<String> problems) {
    // What a killed daemon left mounted answers to nobody, and may keep whoever asks waiting.
    if (CapturedDirectories.isMountedOn(directory)) {
      return;
    }
    if (Files.isSymbolicLink(directory)) {
      problems.add(
          path
              + ": expected a directory, found a symbolic link at "
              + directory
              + "; name "
              + RealPath.of(directory)
              + " instead");
      return;
    }
    check(path, directory, problems);
  }

  private static void check(String path, Path directory, List<String> problems) {
    if (!Files.isDirectory(directory)) {
      String found = Files.exists(directory) ? "something else" : "nothing";
      problems.add(path + ": expected an existing directory, found " + found + " at " + directory);
    }
  }
}
