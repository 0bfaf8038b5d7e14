package io.lockstep.node.verify;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.reintegration.TreePath;
import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.FileHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a mirror had before it was healed: below one directory, for each verification a list of what
 * was there and files with the bytes. Never more than a bound altogether; a human removes what is
 * not needed any more, which counts from the next verification on. Safe for all threads.
 *
 * <pre>
 * ID/list      a line for each entry: number, replicated directory, path, what, offset, bytes
 * ID/NUMBER    the bytes, if it was a regular file
 * </pre>
 */
public final class KeptCopies {

  private final Path directory;
  private final long maxBytes;
  private final Examiner examiner;
  private final BackingTree tree;

  /** Of the newest verification; null before the first keeps something. */
  private KeptPlace place;

  /**
   * Copies below a directory, which is made when the first is kept.
   *
   * @param maxBytes how much there may be altogether
   */
  public KeptCopies(Path directory, long maxBytes, BackingTree tree, Examiner examiner) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.tree = tree;
    this.examiner = examiner;
  }

  /** The answer to a question that asks for something to be kept. */
  public byte[] answer(byte[] bytes) {
    Question question = VerifyCodec.question(bytes);
    Finding finding =
        question.subject() instanceof Subject.Keep keep
            ? keep(question.directory(), keep)
            : new Finding.Unable("expected something to keep");
    return VerifyCodec.encode(new Answer(question.number(), finding));
  }

  /** Kept, on disk; or the reason why not, and then nothing of it is left. */
  synchronized Finding keep(TreePath path, Subject.Keep what) {
    try {
      FileHandle above = examiner.find(path);
      int fd = above == null ? -1 : tree.openRead(above, KeptBatch.DIRECTORY);
      if (above != null && !Examiner.isGone(fd)) {
        keep(SystemCallException.check("open directory", fd), new Spot(above, path), what);
      }
      return new Finding.Kept();
    } catch (IOException | RuntimeException e) {
      return new Finding.Unable(e.toString());
    }
  }

  /** Takes the descriptor over. */
  private void keep(int directoryFd, Spot spot, Subject.Keep what) throws IOException {
    try (KeptBatch batch = new KeptBatch(placeOf(what.verification()))) {
      try {
        batch.keep(spot, directoryFd, what.name(), what.offset(), what.length());
        batch.sync();
      } catch (IOException | RuntimeException e) {
        batch.undo(e);
        throw e;
      }
    } finally {
      Descriptors.close(directoryFd);
    }
  }

  /** What there is already is counted once for a verification. */
  private KeptPlace placeOf(String verification) throws IOException {
    // Nothing but the text of a UUID leads to a place.
    String id = UUID.fromString(verification).toString();
    if (place == null || !place.isOf(id)) {
      Files.createDirectories(directory);
      place = KeptPlace.create(directory.resolve(id), maxBytes, keptBytes());
    }
    return place;
  }

  private long keptBytes() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
