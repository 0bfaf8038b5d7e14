package io.lockstep.journal.log;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where segments are: one directory each, {@code segment-<number>}, that holds a Chronicle queue of
 * one file.
 */
final class SegmentFiles {

  private static final Pattern NAME = Pattern.compile("segment-(\\d{19})");

  /** Of a segment that is being deleted: whatever is left of it is no longer a segment. */
  private static final String DROPPED_SUFFIX = ".dropped";

  private static final String QUEUE_SUFFIX = ".cq4";

  /** Chronicle's name for the first daily cycle: a segment's clock stands at 1970. */
  private static final String QUEUE_FILE = "19700101F" + QUEUE_SUFFIX;

  /** Where Chronicle keeps what it knows of a queue, mapped like the queue itself. */
  private static final String TABLE_FILE = "metadata.cq4t";

  private static final long TABLE_BYTES = 128 << 10;

  private static final long PAGE_BYTES = 4096;

  private SegmentFiles() {}

  static Path directory(Path journal, long number) {
    return journal.resolve("segment-%019d".formatted(number));
  }

  /** Numbers of the segments there are, rising. */
  static List<Long> numbers(Path journal) throws IOException {
    List<Long> numbers = new ArrayList<>();
    try (Stream<Path> entries = Files.list(journal)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        if (name.matches()) {
          numbers.add(Long.parseLong(name.group(1)));
        }
      }
    }
    numbers.sort(null);
    return numbers;
  }

  /** The one file of the queue in a segment's directory. */
  static Path queueFile(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(file -> file.getFileName().toString().endsWith(QUEUE_SUFFIX))
          .findFirst()
          .orElseThrow(() -> new NoSuchFileException(directory + "/*" + QUEUE_SUFFIX));
    }
  }

  static Path make(Path journal, long number) throws IOException {
    return Files.createDirectory(directory(journal, number));
  }

  /**
   * Makes both files of a queue, empty but with all their space, before Chronicle maps them.
   *
   * @throws IOException if there is no room
   */
  static void reserve(Path directory, long queueBytes) throws IOException {
    NativePages.reserveEmpty(directory.resolve(TABLE_FILE), TABLE_BYTES);
    NativePages.reserveEmpty(directory.resolve(QUEUE_FILE), queueBytes);
  }

  /** Makes the names in a directory durable: fsync(2) of the directory itself. */
  static void syncNames(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Gives back the space behind the last record. One page stays, so that a reader that looks for
   * the next record still finds mapped zeros.
   *
   * @return the length of the file
   */
  static long trim(Path directory, long endBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(queueFile(directory), StandardOpenOption.WRITE)) {
      long whole = (endBytes + 2 * PAGE_BYTES - 1) & -PAGE_BYTES;
      return channel.size() > whole ? channel.truncate(whole).size() : channel.size();
    }
  }

  /**
   * Gives the queue files of segments a second name below another directory, durably; on another
   * file system a copy.
   */
  static void link(Path journal, List<Long> numbers, Path target) throws IOException {
    for (long number : numbers) {
      Path file = queueFile(directory(journal, number));
      Path copy = Files.createDirectory(directory(target, number));
      linkOrCopy(copy.resolve(file.getFileName()), file);
      syncNames(copy);
    }
    syncNames(target);
  }

  private static void linkOrCopy(Path name, Path file) throws IOException {
    if (Files.getFileStore(name.getParent()).equals(Files.getFileStore(file))) {
      Files.createLink(name, file);
      return;
    }
    Files.copy(file, name);
    try (FileChannel channel = FileChannel.open(name, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** What the queue files of segments take. */
  static long bytes(Path journal, List<Long> numbers) throws IOException {
    long bytes = 0;
    for (long number : numbers) {
      bytes += Files.size(queueFile(directory(journal, number)));
    }
    return bytes;
  }

  /** Deletes one segment, see {@link #delete(Path, List)}. */
  static void delete(Path journal, long number) throws IOException {
    delete(journal, List.of(number));
  }

  /**
   * Deletes segments, in this order. Readers that have one mapped can go on reading it. First all
   * lose their names, durably, then their files: half a segment would pass for a damaged journal at
   * the next opening.
   */
  static void delete(Path journal, List<Long> numbers) throws IOException {
    if (numbers.isEmpty()) {
      return;
    }
    for (long number : numbers) {
      Files.move(directory(journal, number), dropped(journal, number), ATOMIC_MOVE);
    }
    syncNames(journal);
    for (long number : numbers) {
      deleteFiles(dropped(journal, number));
    }
  }

  private static Path dropped(Path journal, long number) {
    Path directory = directory(journal, number);
    return directory.resolveSibling(directory.getFileName() + DROPPED_SUFFIX);
  }

  /** Deletes what a process that was killed had begun to delete. */
  static void deleteLeftovers(Path journal) throws IOException {
    List<Path> leftovers;
    try (Stream<Path> entries = Files.list(journal)) {
      leftovers =
          entries.filter(one -> one.getFileName().toString().endsWith(DROPPED_SUFFIX)).toList();
    }
    for (Path leftover : leftovers) {
      deleteFiles(leftover);
    }
  }

  private static void deleteFiles(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(directory);
  }
}
