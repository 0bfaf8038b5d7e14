package io.lockstep.control.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.testkit.MirroredPair;
import io.lockstep.control.testkit.Signals;
import io.lockstep.node.posix.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * stress-ng(1): what it has for file systems, all at once. In the middle it stands still, and both
 * copies must come to be equal; at the end it must have found no fault.
 */
final class Stress {
  /**
   * Of the whole, in seconds. Afterwards each stressor removes what it has made, one by one, hence
   * the bounds: 8192 directories take minutes on a busy machine.
   */
  private static final int TIMEOUT_SECONDS = Math.max(4, Length.SECONDS);

  private static final Duration LIMIT = Duration.ofSeconds(120L + Length.SECONDS);

  private static final String COMMAND =
      """
      options=(--temp-path . --timeout "$1" --verify --hdd-bytes 4m --copy-file-bytes 128m
        --fallocate-bytes 8m --sync-file-bytes 4m --iomix-bytes 8m --seek-size 4m --readahead-bytes 8m
        --chdir-dirs 64 --dentries 256 --dir-dirs 256 --dirdeep-inodes 500 --mmap-file --mmap-bytes 4m --msync-bytes 4m --revio-bytes 4m)
      for stressor in access aiol chdir chmod chown copy-file dentry dir dirdeep dirmany dup fallocate \\
        fcntl file-ioctl filename flock fpunch fsize fstat getdent handle hdd inotify iomix lease link \\
        locka lockf lockofd mknod mmap msync open readahead rename revio seek sendfile splice symlink \\
        sync-file touch utime xattr; do
        options+=("--$stressor" 1)
      done
      exec stress-ng "${options[@]}"
      """;

  private Stress() {}

  static void run(MirroredPair pair) throws Exception {
    Path directory = pair.make("stress");
    try (TemporaryDirectory outside = TemporaryDirectory.create("lockstep-stress-")) {
      Path output = outside.path().resolve("output");
      Process process =
          new ProcessBuilder(Shell.command(COMMAND, TIMEOUT_SECONDS))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        lookInTheMiddle(pair, directory, process);
        boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(ended)
            .as("an end of %s; it said %s", who(process), Files.readString(output))
            .isTrue();
      } finally {
        everybody(process).forEach(ProcessHandle::destroyForcibly);
      }
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
      assertThat(Files.readString(output)).doesNotContain(" fail:", " error:");
    }
    pair.assertEqualCopies();
  }

  private static void lookInTheMiddle(MirroredPair pair, Path directory, Process process)
      throws Exception {
    Awaitility.await("work")
        .atMost(LIMIT)
        .until(() -> entries(directory) > 20 || !process.isAlive());
    Set<Long> stopped = stop(process);
    try {
      pair.assertEqualCopies();
    } finally {
      stopped.forEach(pid -> signal(pid, Signals.SIGCONT));
    }
  }

  /** Also those who are born meanwhile, of one that was not stopped yet. */
  private static Set<Long> stop(Process process) {
    Set<Long> stopped = new HashSet<>();
    List<Long> found;
    do {
      found = everybody(process).map(ProcessHandle::pid).filter(stopped::add).toList();
      found.forEach(pid -> signal(pid, Signals.SIGSTOP));
    } while (!found.isEmpty());
    return stopped;
  }

  private static long entries(Path directory) throws Exception {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    }
  }

  private static List<String> who(Process process) {
    return everybody(process).map(each -> each.info().commandLine().orElse("?")).toList();
  }

  private static Stream<ProcessHandle> everybody(Process process) {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  /** It may have ended meanwhile. */
  private static void signal(long pid, int signal) {
    Processes.kill(Math.toIntExact(pid), signal);
  }
}
