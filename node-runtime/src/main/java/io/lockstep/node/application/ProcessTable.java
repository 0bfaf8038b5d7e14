package io.lockstep.node.application;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The processes of this machine, read from /proc. A snapshot is not atomic. */
final class ProcessTable {

  private static final Path PROC = Path.of("/proc");

  private ProcessTable() {}

  /** All processes that run, without threads and without those that have ended. */
  static List<ProcessEntry> running() {
    List<ProcessEntry> entries = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path directory : directories) {
        entryOf(directory).filter(ProcessEntry::isRunning).ifPresent(entries::add);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot list /proc: is it mounted? " + e.getMessage(), e);
    }
    return entries;
  }

  /** The process with this pid, running or not. */
  static Optional<ProcessEntry> find(long pid) {
    return entryOf(PROC.resolve(Long.toString(pid)));
  }

  private static Optional<ProcessEntry> entryOf(Path directory) {
    try {
      byte[] line = Files.readAllBytes(directory.resolve("stat"));
      return Optional.of(ProcessEntry.parse(new String(line, ISO_8859_1).stripTrailing()));
    } catch (IOException e) {
      return Optional.empty(); // It ended in between.
    }
  }

  /** Whether the environment the process was started with holds {@code NAME=value}. */
  static boolean hasVariable(long pid, String variable) {
    try {
      byte[] block = Files.readAllBytes(PROC.resolve(pid + "/environ"));
      String text = new String(block, ISO_8859_1);
      return ("\0" + text + "\0").contains("\0" + variable + "\0");
    } catch (IOException e) {
      return false; // It ended in between, or is not ours to look at.
    }
  }

  /** The words of one line of /proc/pid/status; none if the process has ended. */
  static List<String> status(String pid, String name) {
    try {
      for (String line : Files.readAllLines(PROC.resolve(pid + "/status"), ISO_8859_1)) {
        if (line.startsWith(name + ":")) {
          String words = line.substring(name.length() + 1).strip();
          return words.isEmpty() ? List.of() : List.of(words.split("\\s+"));
        }
      }
      return List.of();
    } catch (IOException e) {
      return List.of(); // It ended in between.
    }
  }

  /** Names the running kernel: process ids and start times mean nothing under another. */
  static String bootId() throws IOException {
    return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
  }
}
