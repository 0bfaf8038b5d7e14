package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Descriptors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Tells the target about the tree, one entry at a time: a directory before what is in it, and each
 * directory's entries together. What went away meanwhile is skipped: it was touched. One thread.
 */
final class SourceWalk implements AutoCloseable {

  /** How much one turn may offer, so that the answers stay bounded. */
  static final int MAX_ENTRIES_PER_TURN = 8192;

  /** The target may have to keep so much in memory, and one file more, if its disk is slower. */
  static final long MAX_BYTES_PER_TURN = 64L << 20;

  /** What one file can cost the target in one turn: {@link StateCodec#MAX_HASHES} blocks. */
  private static final long MAX_BYTES_PER_FILE =
      (long) StateCodec.MAX_HASHES * BlockRanges.BLOCK_BYTES;

  private final TreeRoots roots;
  private final Inspector inspector;
  private final Offers offers;
  private final Outbox out;
  private final Progress progress;
  private final MemorySegment listingBuffer;
  private final StateSource.Node node;
  private final Deque<Visit> waiting = new ArrayDeque<>();
  private final Deque<Long> nameless = new ArrayDeque<>();
  private OpenDirectory current;
  private long bytesOffered;

  SourceWalk(
      TreeRoots roots,
      Inspector inspector,
      Offers offers,
      Outbox out,
      Progress progress,
      MemorySegment listingBuffer,
      StateSource.Node node) {
    this.node = node;
    this.roots = roots;
    this.inspector = inspector;
    this.offers = offers;
    this.out = out;
    this.progress = progress;
    this.listingBuffer = listingBuffer;
  }

  void addWholeTree() {
    for (int root = roots.count() - 1; root >= 0; root--) {
      waiting.push(new Visit.Whole(PathNode.ofRoot(root)));
    }
  }

  void addMarked(Map<Integer, TouchedNode> marks) {
    marks.forEach((root, node) -> waiting.push(new Visit.Marked(PathNode.ofRoot(root), node)));
  }

  /** Files without a known name come after all names: by then the target knows them. */
  void addNameless(List<Long> fileIds) {
    nameless.addAll(fileIds);
  }

  boolean isDone() {
    return current == null && waiting.isEmpty() && nameless.isEmpty();
  }

  /** One turn's worth of entries. */
  void go() throws IOException {
    bytesOffered = 0;
    for (int entries = 0; entries < MAX_ENTRIES_PER_TURN && mayGoOn(); entries++) {
      step();
    }
  }

  private boolean mayGoOn() {
    return !isDone() && !offers.isFull() && bytesOffered < MAX_BYTES_PER_TURN;
  }

  private void step() throws IOException {
    if (current != null) {
      goOn();
    } else if (!waiting.isEmpty()) {
      begin(waiting.pop());
    } else {
      offerNameless(node.open(nameless.remove()));
    }
  }

  private void goOn() throws IOException {
    Visit.Candidate candidate = current.next();
    if (candidate == null) {
      out.add(new SourceMessage.DirectoryEnd());
      current.close();
      current = null;
    } else if (!TreeRoots.isLeftOut(current.path, current.scope, candidate.name())) {
      compare(candidate);
    }
  }

  private void begin(Visit visit) throws IOException {
    TreePath path = visit.place().path();
    int fd = roots.openDirectory(path);
    if (Calls.isGone(fd)) {
      return;
    }
    Calls.check("open directory", fd);
    current = new OpenDirectory(visit, path, roots.scopeOf(path), fd, listingBuffer);
    FileState state = inspector.read(fd);
    long number = offers.nextNumber();
    out.add(new SourceMessage.Directory(number, path, current.isWhole(), state));
    offers.add(number, state, Calls.check("open", Calls.openPath(fd, new byte[] {'.'})));
    progress.fileCompared();
  }

  private void compare(Visit.Candidate candidate) throws IOException {
    int fd = Calls.openPath(current.fd, candidate.name().bytes());
    if (Calls.isGone(fd)) {
      absent(candidate);
      return;
    }
    Calls.check("open entry", fd);
    FileState state = inspected(fd, false);
    if (state.isDirectory()) {
      Descriptors.close(fd);
      descend(candidate, state);
    } else {
      offer(candidate, state, fd);
    }
  }

  /** Closes the descriptor if that fails. */
  private FileState inspected(int fd, boolean byIdentity) throws IOException {
    try {
      return byIdentity ? inspector.readShared(fd) : inspector.read(fd);
    } catch (IOException | RuntimeException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  /** In a complete directory it is enough not to name it. */
  private void absent(Visit.Candidate candidate) throws IOException {
    if (!current.isWhole()) {
      out.add(new SourceMessage.Absent(candidate.name()));
    }
  }

  private void descend(Visit.Candidate candidate, FileState state) throws IOException {
    PathNode child = current.place.child(candidate.name());
    if (candidate.marks().named) {
      long number = offers.nextNumber();
      out.add(new SourceMessage.Entry(number, candidate.name(), state, List.of()));
      waiting.push(new Visit.Whole(child));
    } else {
      waiting.push(new Visit.Marked(child, candidate.marks()));
    }
  }

  private void offer(Visit.Candidate candidate, FileState state, int fd) throws IOException {
    TouchedNode marks = candidate.marks();
    List<BlockRanges.Range> content = marks.named ? BlockRanges.all() : marks.content.ranges();
    long number = offers.nextNumber();
    offers.add(number, state, fd);
    out.add(new SourceMessage.Entry(number, candidate.name(), state, content));
    bytesOffered += Math.min(state.size(), MAX_BYTES_PER_FILE);
    progress.fileCompared();
  }

  private void offerNameless(int fd) throws IOException {
    if (fd < 0) {
      return;
    }
    FileState state = inspected(fd, true);
    long number = offers.nextNumber();
    offers.add(number, state, fd);
    out.add(new SourceMessage.Inode(number, state));
    progress.fileCompared();
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
