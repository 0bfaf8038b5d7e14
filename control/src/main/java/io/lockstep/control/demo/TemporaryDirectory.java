package io.lockstep.control.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory that is removed with all it holds when it is closed. */
public record TemporaryDirectory(Path path) implements AutoCloseable {

  public static TemporaryDirectory create(String prefix) throws IOException {
    return new TemporaryDirectory(Files.createTempDirectory(prefix));
  }

  /** Refuses while something is mounted below: it would be removed too. */
  @Override
  public void close() throws IOException {
    List<Mounts.Mount> mounts = Mounts.below(path.toRealPath());
    if (!mounts.isEmpty()) {
      throw new IOException(
          "expected no mounts below %s, found %s; nothing was removed".formatted(path, mounts));
    }
    try (Stream<Path> tree = Files.walk(path)) {
      tree.sorted(Comparator.reverseOrder()).forEach(TemporaryDirectory::delete);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
