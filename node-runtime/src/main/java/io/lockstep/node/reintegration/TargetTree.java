package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.scope.Scope;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes the target's directories hold what the source says. One thread. */
final class TargetTree implements AutoCloseable {

  /** The directory the source is speaking about. */
  private static final class Section implements AutoCloseable {

    final SourceMessage.Directory directory;

    /** Negative: the directory is not here, and what is said about it is passed over. */
    final int fd;

    final Set<Name> named = new HashSet<>();

    Section(SourceMessage.Directory directory, int fd) {
      this.directory = directory;
      this.fd = fd;
    }

    boolean isHere() {
      return fd >= 0;
    }

    @Override
    public void close() {
      if (isHere()) {
        Descriptors.close(fd);
      }
    }
  }

  private final TreeRoots roots;
  private final Placement placement;
  private final SharedInodes shared;
  private final Arrivals arrivals;
  private final Finish finish;
  private final Progress progress;
  private Section section;
  private int misfits;
  private int round;

  TargetTree(
      TreeRoots roots,
      Placement placement,
      SharedInodes shared,
      Arrivals arrivals,
      Finish finish,
      Progress progress) {
    this.roots = roots;
    this.placement = placement;
    this.shared = shared;
    this.arrivals = arrivals;
    this.finish = finish;
    this.progress = progress;
  }

  void beginRound(int number) {
    round = number;
    arrivals.mayStarve(number == 0);
    progress.round(number);
  }

  /** How much did not fit since the last time. */
  int takeMisfits() {
    int taken = misfits + arrivals.takeStarved();
    misfits = 0;
    return taken;
  }

  void directory(SourceMessage.Directory m) throws IOException {
    if (section != null) {
      throw new MalformedStateMessageException("directory", "the last one's end", m.path());
    }
    if (m.path().root() >= roots.count()) {
      throw new MalformedStateMessageException("root", "below " + roots.count(), m.path().root());
    }
    int fd = roots.openDirectory(m.path());
    if (!Calls.isGone(fd)) {
      Calls.check("open directory", fd);
    }
    section = new Section(m, fd);
    if (section.isHere()) {
      int own = Calls.check("open", Calls.openPath(fd, new byte[] {'.'}));
      arrivals.begin(m.file(), m.state(), own, List.of());
    } else {
      misfits++;
    }
    progress.fileCompared();
  }

  private Section current() throws MalformedStateMessageException {
    if (section == null) {
      throw new MalformedStateMessageException("entry", "a directory before it", "none");
    }
    return section;
  }

  void entry(SourceMessage.Entry m) throws IOException {
    Section in = current();
    if (!in.isHere()) {
      return;
    }
    in.named.add(m.name());
    try {
      place(in, m);
    } catch (CallFailed e) {
      throw e.of(Calls.path(in.fd) + "/" + m.name());
    }
    progress.fileCompared();
  }

  private void place(Section in, SourceMessage.Entry m) throws IOException {
    if (m.state().isDirectory()) {
      placement.directory(in.fd, m.name().bytes());
      return;
    }
    int root = in.directory.path().root();
    Placement.Placed placed = placement.place(root, in.fd, m.name().bytes(), m.state());
    List<BlockRanges.Range> blocks = placed.isNew() ? BlockRanges.all() : m.content();
    arrivals.begin(m.file(), m.state(), placed.fd(), onceARound(root, m.state(), blocks));
  }

  /** A file with several names is compared under the first of them only. */
  private List<BlockRanges.Range> onceARound(
      int root, FileState state, List<BlockRanges.Range> blocks) {
    if (!state.isShared() || !blocks.equals(BlockRanges.all())) {
      return blocks;
    }
    SharedInodes.Key key = new SharedInodes.Key(root, state.identity());
    return shared.isFirstComparison(key, round) ? blocks : List.of();
  }

  void absent(SourceMessage.Absent m) throws IOException {
    Section in = current();
    if (in.isHere()) {
      Removal.remove(in.fd, m.name().bytes());
    }
  }

  void directoryEnd() throws IOException {
    try (Section in = current()) {
      section = null;
      if (!in.isHere()) {
        return;
      }
      if (in.directory.complete()) {
        removeUnnamed(in);
      }
      // After the entries: each one that was made or removed moved the directory's time.
      finish.plainAttributes(in.fd, in.directory.state());
    }
  }

  private void removeUnnamed(Section in) throws IOException {
    Scope scope = roots.scopeOf(in.directory.path());
    for (byte[] bytes : Dirent.list(in.fd)) {
      Name name = Name.of(bytes);
      if (!in.named.contains(name) && !TreeRoots.isLeftOut(in.directory.path(), scope, name)) {
        Removal.remove(in.fd, bytes);
      }
    }
  }

  /** A file without a known name can only be one that was told of before, by one of its names. */
  void inode(SourceMessage.Inode m) throws IOException {
    boolean found = false;
    for (int root = 0; root < roots.count() && !found; root++) {
      int fd = shared.open(new SharedInodes.Key(root, m.state().identity()));
      if (fd >= 0) {
        found = true;
        arrivals.begin(m.file(), m.state(), fd, BlockRanges.all());
      }
    }
    misfits += found ? 0 : 1;
    progress.fileCompared();
  }

  @Override
  public void close() {
    if (section != null) {
      section.close();
      section = null;
    }
  }
}
