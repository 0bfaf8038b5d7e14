package io.lockstep.node.application;

/**
 * One process as /proc/pid/stat shows it (proc_pid_stat(5)). A pid is used again after its process
 * has ended; pid and start time together are not, within one boot.
 *
 * @param session the pid of the process that made the session
 * @param state such as R, S, D, or Z: ended, and not yet collected by its parent
 * @param startTicks when it started, clock ticks since boot (field 22)
 */
record ProcessEntry(long pid, long parent, long session, char state, long startTicks) {

  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int SESSION = 3;
  private static final int START = 19;

  /**
   * Reads one line of /proc/pid/stat.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ProcessEntry parse(String line) {
    // The name of the program is in parentheses and may itself hold spaces and parentheses.
    int open = line.indexOf(" (");
    int close = line.lastIndexOf(") ");
    String[] fields = close < 0 ? new String[0] : line.substring(close + 2).split(" ", -1);
    if (open < 1 || close < open || fields.length <= START || fields[STATE].length() != 1) {
      throw malformed(line);
    }
    try {
      return new ProcessEntry(
          Long.parseLong(line.substring(0, open)),
          Long.parseLong(fields[PARENT]),
          Long.parseLong(fields[SESSION]),
          fields[STATE].charAt(0),
          Long.parseLong(fields[START]));
    } catch (NumberFormatException e) {
      throw malformed(line);
    }
  }

  private static IllegalArgumentException malformed(String line) {
    return new IllegalArgumentException("expected a line of /proc/pid/stat, found: " + line);
  }

  /** Whether it can still do anything. */
  boolean isRunning() {
    return state != 'Z' && state != 'X';
  }

  boolean isSameProcess(ProcessEntry other) {
    return pid == other.pid && startTicks == other.startTicks;
  }
}
