package io.lockstep.node.reintegration;

import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The serving side of a synchronisation by state: makes the target's tree equal to this node's
 * while the application goes on writing here. One thread.
 *
 * <p>Order of use: feed the {@link TouchedFiles} with the journal, then {@link #rounds}, then hold
 * all modifications, then {@link #lastRound}. After it the trees are equal, except that the target
 * still has to sync its disk ({@link StateTarget#run} returns after that).
 *
 * <p>The sides speak in turns, so that neither can block the other by talking. In its turn the
 * source names entries and sends what was asked in the turn before; the target works on them as
 * they arrive and keeps its questions until its own turn. A turn holds up to some thousand entries:
 * no entry costs a round trip of its own.
 *
 * <p>Why it is exact: at the end of a round the target's tree equals the source's except for what
 * was modified after it was looked at. All of that was marked in {@link TouchedFiles} after the
 * marks of the round were taken out, so it belongs to the next round. In the last round nothing is
 * modified.
 */
public final class StateSource implements AutoCloseable {

  /** Rounds after the first one stop when this little is left. */
  static final int FEW_FILES = 500;

  static final long FEW_BYTES = 16L << 20;

  static final int MAX_ROUNDS = 10;

  private static final int MAX_REQUESTS_PER_TURN = 1 << 21;

  /** What the source needs to know of the node it runs on. Called by the source's thread. */
  public interface Node {

    /**
     * Returns when every operation that was journaled before the call is in this node's own tree
     * (or was refused by it): marks are made when an operation is journaled, so its effect might
     * otherwise come after the marked file has been looked at.
     */
    void awaitApplied() throws IOException;

    /**
     * Opens a file by its id with O_PATH, whatever its name.
     *
     * @return a descriptor that the caller closes, or a negative errno if the file is gone or the
     *     id unknown
     */
    int open(long fileId);
  }

  private final Arena arena = Arena.ofAuto();
  private final TreeRoots roots;
  private final TouchedFiles touched;
  private final Node node;
  private final Progress progress;
  private final Inspector inspector = new Inspector(arena);
  private final Offers offers = new Offers();
  private final Outbox out;
  private final Inbox in;
  private final Answers answers;
  private final MemorySegment listingBuffer = arena.allocate(DirectoryListing.BUFFER_BYTES, 8);
  private int round;
  private boolean wholeTreeNeeded = true;

  /**
   * Opens the directories.
   *
   * @param directories the backing directories of the module, in their order
   * @param exclusion names that are left out; the same on both nodes
   * @throws IOException if one cannot be opened
   */
  public StateSource(
      List<Path> directories,
      Exclusion exclusion,
      TouchedFiles touched,
      Node node,
      StateChannel channel,
      Progress progress)
      throws IOException {
    this.roots = TreeRoots.open(directories, exclusion);
    this.touched = touched;
    this.node = node;
    this.progress = progress;
    this.out = new Outbox(channel);
    this.in = new Inbox(channel);
    this.answers = new Answers(offers, new FileContent(arena), new Xattrs(arena), out, progress);
  }

  /**
   * Compares the whole tree once, then again and again what was touched meanwhile, until little is
   * left, or no less than the time before.
   *
   * @throws IOException if a file system or the channel fails; the synchronisation is over and a
   *     new one must begin
   */
  public void rounds() throws IOException {
    runRound(false);
    TouchedFiles.Pending before = new TouchedFiles.Pending(Long.MAX_VALUE, Long.MAX_VALUE);
    TouchedFiles.Pending pending = touched.pending();
    while (round < MAX_ROUNDS && (wholeTreeNeeded || isWorthARound(pending, before))) {
      runRound(false);
      before = pending;
      pending = touched.pending();
    }
  }

  private static boolean isWorthARound(TouchedFiles.Pending now, TouchedFiles.Pending before) {
    boolean little = now.files() <= FEW_FILES && now.dataBytes() <= FEW_BYTES;
    boolean shrinks =
        now.files() < before.files() / 4 * 3 || now.dataBytes() < before.dataBytes() / 4 * 3;
    return !little && shrinks;
  }

  /**
   * Compares what is left, which is little unless a large directory was renamed since, or the whole
   * tree if something did not fit. When it returns everything is in the target's tree, but maybe
   * not on its disk. Nothing may modify the tree from before the call on, and everything journaled
   * must have been fed to the {@link TouchedFiles}.
   *
   * @throws IOException as {@link #rounds}
   */
  public void lastRound() throws IOException {
    runRound(true);
    if (wholeTreeNeeded) {
      runRound(true);
    }
    if (wholeTreeNeeded) {
      throw new IOException(
          "last round: expected the target's tree to fit, found entries missing that were sent;"
              + " does someone else modify the target's directory? Begin again");
    }
    out.add(new SourceMessage.RoundEnd(true));
    out.flush();
  }

  private void runRound(boolean last) throws IOException {
    progress.round(round);
    out.add(new SourceMessage.RoundBegin(round));
    // First the marks, then the waiting: what is marked later is applied later, and comes again.
    TouchedFiles.Marks marks = touched.drain();
    node.awaitApplied();
    int misfits = wholeTreeNeeded ? compareWholeTree() : compareMarked(marks);
    wholeTreeNeeded = misfits > 0;
    if (!last) {
      out.add(new SourceMessage.RoundEnd(false));
    }
    round++;
  }

  private int compareWholeTree() throws IOException {
    try (SourceWalk walk = newWalk()) {
      walk.addWholeTree();
      return converse(walk);
    }
  }

  private int compareMarked(TouchedFiles.Marks marks) throws IOException {
    List<Long> nameless = new LostNames(touched, node, inspector).markKnown(marks);
    try (SourceWalk walk = newWalk()) {
      walk.addMarked(marks.roots());
      walk.addNameless(nameless);
      return converse(walk);
    }
  }

  private SourceWalk newWalk() {
    return new SourceWalk(roots, inspector, offers, out, progress, listingBuffer, node);
  }

  /** Turn by turn until the walk has ended and the target asks for nothing more. */
  private int converse(SourceWalk walk) throws IOException {
    int misfits = 0;
    List<TargetMessage> requests = List.of();
    do {
      walk.go();
      answers.to(requests);
      out.add(new SourceMessage.Turn());
      out.flush();
      requests = new ArrayList<>();
      misfits += readTurn(requests);
      offers.forgetUnwanted();
    } while (!walk.isDone() || !offers.isEmpty());
    return misfits;
  }

  private int readTurn(List<TargetMessage> requests) throws IOException {
    while (requests.size() < MAX_REQUESTS_PER_TURN) {
      StateMessage message = in.next();
      switch (message) {
        case TargetMessage.Turn turn -> {
          return turn.misfits();
        }
        case TargetMessage.XattrsWanted m -> offers.get(m.file()).wanted = true;
        case TargetMessage.Compare m -> offers.get(m.file()).wanted = true;
        case TargetMessage.Fetch m -> offers.get(m.file()).wanted = true;
        case TargetMessage.Asked m -> offers.get(m.file()).wanted = true;
        case SourceMessage m -> throw new MalformedStateMessageException("kind", "a question", m);
      }
      requests.add((TargetMessage) message);
    }
    throw new MalformedStateMessageException(
        "questions in one turn", "at most " + MAX_REQUESTS_PER_TURN, requests.size());
  }

  @Override
  public void close() {
    offers.close();
    roots.close();
  }
}
