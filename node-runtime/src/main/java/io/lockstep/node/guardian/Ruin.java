package io.lockstep.node.guardian;

import io.lockstep.node.application.ApplicationPlace;
import io.lockstep.node.application.ApplicationSupervisor;
import io.lockstep.node.capture.CapturedDirectories;
import io.lockstep.node.shelter.Shelter;
import java.nio.file.Path;
import java.util.List;

/**
 * What a daemon that does not come back has left: mounts that nobody serves and an application that
 * waits for them.
 */
final class Ruin {

  private final Shelf shelf;

  Ruin(Shelf shelf) {
    this.shelf = shelf;
  }

  /**
   * Takes all of it away. The descriptors first: with the last one the kernel ends the mount's
   * connection, and whoever waits for it gets an error, without which not even SIGKILL would end
   * the application.
   */
  void clear() {
    List<List<String>> mounts = shelf.wordsOf(Shelter.MOUNTS);
    List<List<String>> applications = shelf.wordsOf(Shelter.APPLICATIONS);
    shelf.clear();
    applications.forEach(Ruin::end);
    mounts.stream().filter(words -> words.size() >= 2).forEach(Ruin::detach);
  }

  private static void end(List<String> words) {
    if (words.size() != 3) {
      return;
    }
    ApplicationPlace place =
        new ApplicationPlace(words.get(0), Path.of(words.get(1)), Path.of(words.get(2)));
    try {
      ApplicationSupervisor.endLeftovers(place);
    } catch (java.io.IOException | RuntimeException e) {
      Guardian.say("module " + place.module() + ": " + e.getMessage());
    }
  }

  private static void detach(List<String> words) {
    try {
      CapturedDirectories.detach(Path.of(words.get(0)), Path.of(words.get(1)));
    } catch (RuntimeException e) {
      Guardian.say(words.get(0) + ": " + e.getMessage());
    }
  }
}
