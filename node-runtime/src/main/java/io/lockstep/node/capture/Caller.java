package io.lockstep.node.capture;

import io.lockstep.node.capture.protocol.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Who makes a request, as far as it does not say so itself. Stateless. */
final class Caller {

  private static final String GROUPS = "Groups:";

  private Caller() {}

  /**
   * Whether the thread is in that group; a request names only the first of its groups, the others
   * are in proc_pid_status(5). No, if it cannot be told.
   */
  static boolean isInGroup(Request request, int gid) {
    return request.gid() == gid || (request.pid() != 0 && isInGroup(request.pid(), gid));
  }

  private static boolean isInGroup(int pid, int gid) {
    String wanted = Integer.toUnsignedString(gid);
    try {
      return Files.readAllLines(Path.of("/proc", Integer.toString(pid), "status")).stream()
          .filter(line -> line.startsWith(GROUPS))
          .flatMap(line -> Arrays.stream(line.substring(GROUPS.length()).trim().split(" ")))
          .anyMatch(wanted::equals);
    } catch (IOException e) {
      return false; // It has ended, or is in another namespace: it gets no privilege.
    }
  }
}
