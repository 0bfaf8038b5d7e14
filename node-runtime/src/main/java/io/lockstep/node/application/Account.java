package io.lockstep.node.application;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A user of this machine, wherever it is kept (getent(1) asks what nsswitch.conf names). */
record Account(String name, String userId, String groupId, String home) {

  private static final int LOOKUP_LIMIT_SECONDS = 5;
  private static final int MAX_LINE_BYTES = 4096;

  /**
   * Looks the user up.
   *
   * @throws IOException with one clear line if there is no such user
   */
  static Account find(String user) throws IOException {
    String[] fields = lookUp(user).split(":", -1);
    if (fields.length < 7) {
      throw new IOException(
          "user '"
              + user
              + "' does not exist on this node: create it, or correct the configuration");
    }
    return new Account(fields[0], fields[2], fields[3], fields[5]);
  }

  private static String lookUp(String user) throws IOException {
    Process getent =
        new ProcessBuilder("getent", "passwd", "--", user)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var output = getent.getInputStream()) {
      if (!getent.waitFor(LOOKUP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("looking up user '" + user + "' takes too long: check nsswitch.conf");
      }
      return new String(output.readNBytes(MAX_LINE_BYTES), StandardCharsets.UTF_8).strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while looking up user '" + user + "'", e);
    } finally {
      getent.destroyForcibly();
    }
  }

  /** What makes a command run as this user, with all its groups (setpriv(1)). */
  List<String> prefix() {
    return List.of("setpriv", "--reuid=" + userId, "--regid=" + groupId, "--init-groups", "--");
  }

  Map<String, String> variables() {
    return Map.of("HOME", home, "USER", name, "LOGNAME", name);
  }
}
