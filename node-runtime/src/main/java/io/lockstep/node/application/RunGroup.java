package io.lockstep.node.application;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A supplementary group that the processes of one run have and no others: the mark that cannot be
 * lost. It is inherited by every child, only root can give it up, and it shows in /proc/pid/status
 * whatever the process does to its own memory. PostgreSQL needs it: a backend makes a session of
 * its own, overwrites its environment with its title, and, busy with a query, may outlive the
 * postmaster for hours. (Grid Engine follows its jobs in this way.)
 *
 * @param id no group has it by name: it is between the ranges that systemd gives to containers and
 *     those that are negative to some programs (systemd.io, "Users, Groups, UIDs and GIDs")
 */
record RunGroup(long id) {

  private static final long FIRST = 1_879_048_192L;
  private static final long COUNT = 268_435_455L;
  private static final Path GROUP_MAP = Path.of("/proc/self/gid_map");

  /** The group of a run: always the same for the same id. */
  static RunGroup of(String runId) {
    return new RunGroup(FIRST + Integer.toUnsignedLong(runId.hashCode()) % COUNT);
  }

  /**
   * Whether this daemon can give it: it is root, and not in a container that maps too few groups
   * (user_namespaces(7)). Otherwise the other marks must do.
   */
  boolean isUsable() {
    if (!"0".equals(ProcessTable.status("self", "Uid").stream().findFirst().orElse(""))) {
      return false;
    }
    try {
      return Files.readAllLines(GROUP_MAP).stream().anyMatch(this::isMapped);
    } catch (IOException e) {
      return false;
    }
  }

  /** A line has the first group inside, the first one outside, and their number. */
  private boolean isMapped(String line) {
    String[] fields = line.strip().split("\\s+", -1);
    long first = Long.parseLong(fields[0]);
    return id >= first && id - first < Long.parseLong(fields[2]);
  }

  boolean has(long pid) {
    return ProcessTable.status(Long.toString(pid), "Groups").contains(Long.toString(id));
  }

  /** The list for setpriv(1): the given groups and this one. */
  String with(List<String> groups) {
    return groups.isEmpty() ? Long.toString(id) : String.join(",", groups) + "," + id;
  }
}
