package io.lockstep.node.membership;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The records of an arbiter, one file each: {@code directory/cluster/moduleId/epoch}. A record is
 * created once and never replaced or removed. Safe for all threads and for several processes.
 *
 * <p>A record is written to a file of its own, synced, and then given its final name by link(2),
 * which fails if the name exists. So a record is there whole or not at all, whenever a process is
 * killed, and exactly one of several creators wins.
 */
public final class ArbiterStore {

  /** No cluster's name begins with a dot. */
  private static final String UNFINISHED = ".unfinished";

  /** Far longer than any claim takes. */
  private static final Duration UNFINISHED_AGE = Duration.ofHours(1);

  private final Path directory;

  private ArbiterStore(Path directory) {
    this.directory = directory;
  }

  /** Opens the store, and creates it if it is new. */
  public static ArbiterStore open(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    Files.createDirectories(absolute.resolve(UNFINISHED));
    if (absolute.getParent() != null) {
      sync(absolute.getParent());
    }
    removeUnfinished(absolute.resolve(UNFINISHED));
    return new ArbiterStore(absolute);
  }

  /** What killed processes have left; not what another process is just writing. */
  private static void removeUnfinished(Path directory) throws IOException {
    Instant old = Instant.now().minus(UNFINISHED_AGE);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (isBefore(file, old)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** What has gone since it was listed belonged to another process, which has finished it. */
  private static boolean isBefore(Path file, Instant time) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(time);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** What became of a creation. */
  public sealed interface Creation {
    /** The record is now on disk. */
    record Created() implements Creation {}

    /** There was one, on disk; it stays. */
    record Exists(ArbiterRecord holder) implements Creation {}
  }

  /**
   * Creates the record unless there is one.
   *
   * @throws IllegalArgumentException if the cluster's name is not one, or the epoch is below 1
   * @throws IOException if nothing is known: the record may exist or not
   */
  public Creation create(String cluster, UUID moduleId, long epoch, ArbiterRecord wanted)
      throws IOException {
    Path file = file(cluster, moduleId, epoch);
    Files.createDirectories(file.getParent());
    boolean created = writeAndLink(wanted, file);
    // Also if it existed: its creator may have been killed before this, and an answer counts on it.
    syncDirectories(file);
    return created ? new Creation.Created() : new Creation.Exists(existing(file));
  }

  /** The record, if there is one. */
  public Optional<ArbiterRecord> read(String cluster, UUID moduleId, long epoch)
      throws IOException {
    Path file = file(cluster, moduleId, epoch);
    try {
      return Optional.of(parse(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private Path file(String cluster, UUID moduleId, long epoch) {
    if (epoch < 1) {
      throw new IllegalArgumentException("epoch: expected 1 or more, found " + epoch);
    }
    return directory
        .resolve(ArbiterRecord.checkName(cluster))
        .resolve(moduleId.toString())
        .resolve(Long.toString(epoch));
  }

  private boolean writeAndLink(ArbiterRecord record, Path file) throws IOException {
    Path unfinished = directory.resolve(UNFINISHED).resolve(UUID.randomUUID().toString());
    try {
      write(record, unfinished);
      return link(file, unfinished);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void write(ArbiterRecord record, Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(record.toJson().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static boolean link(Path file, Path unfinished) throws IOException {
    try {
      Files.createLink(file, unfinished);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** From the record's directory up to the store's own, each of which may be new. */
  private void syncDirectories(Path file) throws IOException {
    for (Path parent = file.getParent(); ; parent = parent.getParent()) {
      sync(parent);
      if (parent.equals(directory)) {
        return;
      }
    }
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static ArbiterRecord existing(Path file) throws IOException {
    try {
      return parse(file);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "arbiter record " + file + " has vanished: records must never be removed", e);
    }
  }

  private static ArbiterRecord parse(Path file) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(ArbiterRecord.MAX_BYTES + 1);
    }
    return ArbiterRecord.parse(bytes)
        .orElseThrow(
            () ->
                new IOException(
                    "arbiter record "
                        + file
                        + " is damaged: restore it from a backup; as long as it is, nobody is"
                        + " granted this epoch"));
  }
}
