package io.lockstep.node.application;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A user of this machine, wherever it is kept: getent(1) and id(1) ask what nsswitch.conf names.
 *
 * @param groups all that the user belongs to
 */
record Account(String name, String userId, String groupId, List<String> groups, String home) {

  private static final int LOOKUP_LIMIT_SECONDS = 5;
  private static final int MAX_LINE_BYTES = 4096;

  /**
   * Looks the user up.
   *
   * @throws IOException with one clear line if there is no such user
   */
  static Account find(String user) throws IOException {
    String[] fields = ask(user, "getent", "passwd", "--", user).split(":", -1);
    if (fields.length < 7) {
      throw new IOException(
          "user '"
              + user
              + "' does not exist on this node: create it, or correct the configuration");
    }
    List<String> groups = List.of(ask(user, "id", "-G", "--", user).split(" ", -1));
    return new Account(fields[0], fields[2], fields[3], groups, fields[5]);
  }

  private static String ask(String user, String... command) throws IOException {
    Process lookUp =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var output = lookUp.getInputStream()) {
      if (!lookUp.waitFor(LOOKUP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("looking up user '" + user + "' takes too long: check nsswitch.conf");
      }
      return new String(output.readNBytes(MAX_LINE_BYTES), StandardCharsets.UTF_8).strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while looking up user '" + user + "'", e);
    } finally {
      lookUp.destroyForcibly();
    }
  }

  Map<String, String> variables() {
    return Map.of("HOME", home, "USER", name, "LOGNAME", name);
  }
}
