package io.lockstep.node.capture;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.FileHandle;
import io.lockstep.node.tree.FileTable;
import io.lockstep.node.write.NameSource;
import io.lockstep.node.write.WritePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replicated directories of one module, covered by FUSE mounts: what applications do there
 * arrives here, and modifications go through the write path. Mounted with {@link Access#NONE}.
 *
 * <p>All threads, except that {@link #access} and {@link #close} exclude each other and must not be
 * called from within the write path. This process must never touch the covered directories itself;
 * it has {@link #backing}.
 */
public final class CapturedDirectories implements NameSource, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CapturedDirectories.class);

  private final CaptureConfig config;
  private final WritePath writes;
  private final AccessGate gate = new AccessGate();
  private final FileTable files = new FileTable();
  private final List<DirectoryMount> mounts = new ArrayList<>();
  private final List<Original> originals = new ArrayList<>();
  private final List<CapturedDirectory> captured = new ArrayList<>();
  private BackingTree tree;
  private volatile InodeTable inodes;
  private volatile Names names;
  private volatile PinnedFiles pinned;
  private NodeTable nodes;
  private CacheWork cacheWork = CacheWork.NOTHING;
  private Pruning pruning;
  private volatile boolean held;

  private CapturedDirectories(CaptureConfig config, WritePath writes) {
    this.config = config;
    this.writes = writes;
  }

  /**
   * Whether a file system of this kind, alive or left by a killed daemon, is mounted on exactly
   * this path.
   */
  public static boolean isMountedOn(Path directory) {
    return MountTable.on(directory).stream().anyMatch(DirectoryMount::isOurs);
  }

  /**
   * Detaches what a killed daemon has left mounted: over the directory, if it serves nobody any
   * more, and the private mount of the original.
   */
  public static void detach(Path directory, Path original) {
    DirectoryMount.detach(directory, original);
  }

  /**
   * Mounts over the directories. What a killed daemon has left mounted is taken away first.
   *
   * @throws IllegalStateException if a directory is missing, or a living daemon captures it
   * @throws io.lockstep.node.posix.SystemCallException if the kernel refuses
   * @throws UnsupportedOperationException if the kernel is too old; in each case nothing stays
   *     mounted
   */
  public static CapturedDirectories mount(CaptureConfig config, WritePath writes) {
    CapturedDirectories directories = new CapturedDirectories(config, writes);
    try {
      directories.start();
      return directories;
    } catch (RuntimeException e) {
      directories.close();
      throw e;
    }
  }

  private void start() {
    List<ParkedMount> left = LeftMounts.of(config);
    if (!left.isEmpty()) {
      try {
        takeOver(left);
        return;
      } catch (RuntimeException e) {
        LOG.warn("module {}: mounted anew, the mounts that were left cannot be used", name(), e);
        List<ParkedMount> unused = left.subList(captured.size(), left.size());
        abort();
        closeOriginals();
        unused.forEach(mount -> mount.queues().forEach(Descriptors::close));
        for (int root = 0; root < left.size(); root++) {
          left.get(root).unpark(config.afterlife().shelter(), name(), root);
        }
      }
    }
    for (Path directory : config.directories()) {
      Path bind = LeftMounts.bind(config, mounts.size());
      mounts.add(DirectoryMount.bind(directory, bind));
      originals.add(Original.open(originals.size(), bind));
    }
    tree = BackingTree.open(backing(), config.exclusion());
    cover();
  }

  private String name() {
    return config.module();
  }

  /** The kernel keeps asking: nothing is answered before the access is WRITE again. */
  private void takeOver(List<ParkedMount> left) {
    held = true;
    for (ParkedMount mount : left) {
      mounts.add(DirectoryMount.adopt(mount));
      originals.add(Original.open(originals.size(), mount.original()));
    }
    tree = BackingTree.open(backing(), config.exclusion());
    CapturedDirectory.Shared shared = share(NodeTable.left(nodesFile()));
    inodes.adoptLeft();
    for (int i = 0; i < mounts.size(); i++) {
      captured.add(
          CapturedDirectory.takeOver(shared, mounts.get(i), originals.get(i), left.get(i)));
    }
    pruning = Pruning.begin(inodes, captured, config.knownFiles());
  }

  /** Mounts over the directories, of which nobody knows anything yet. */
  private void cover() {
    Afterlife afterlife = config.afterlife();
    new NamelessPark(afterlife.shelter(), config.module(), false).discard();
    CapturedDirectory.Shared shared =
        share(afterlife.isWanted() ? NodeTable.fresh(nodesFile()) : NodeTable.none());
    for (int i = 0; i < mounts.size(); i++) {
      captured.add(CapturedDirectory.start(shared, mounts.get(i), originals.get(i)));
    }
    pruning = Pruning.begin(inodes, captured, config.knownFiles());
  }

  private Path nodesFile() {
    try {
      return Files.createDirectories(config.afterlife().directory()).resolve("nodes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CapturedDirectory.Shared share(NodeTable newTable) {
    nodes = newTable;
    List<FileHandle> roots = originals.stream().map(Original::rootHandle).toList();
    inodes = new InodeTable(roots, files, config.mode() == Mode.BARRIER, nodes);
    names = new Names(inodes);
    NameFinder finder = new NameFinder(originals, inodes, names);
    pinned = new PinnedFiles(inodes, names, finder);
    LocalNames local = new LocalNames(config.exclusion(), originals, inodes);
    Modifications modifications = new Modifications(writes, tree, files, finder, names, local);
    return new CapturedDirectory.Shared(config, inodes, names, modifications, gate);
  }

  /** How many files the kernel knows. */
  int knownFiles() {
    return inodes.size();
  }

  /**
   * Whether the mounts are those of a process that was killed, and requests wait: either {@link
   * #access} WRITE answers them, or {@link #abandon} ends them.
   */
  public boolean isHeld() {
    return held;
  }

  /**
   * Ends mounts that are held, so that whoever waits for them gets an error, and mounts anew, with
   * {@link Access#NONE}. Nothing happens if they are not held.
   */
  public synchronized void abandon() {
    if (held) {
      abort();
      cover();
    }
  }

  private void abort() {
    captured.reversed().forEach(CapturedDirectory::abort);
    mounts.reversed().forEach(DirectoryMount::abort);
    closePruning();
    captured.reversed().forEach(CapturedDirectory::close);
    captured.clear();
    mounts.forEach(DirectoryMount::closeDevice);
    closeNodes();
    held = false;
  }

  private void closePruning() {
    if (pruning != null) {
      pruning.close();
      pruning = null;
    }
  }

  private void closeNodes() {
    if (nodes != null) {
      nodes.close();
      nodes = null;
    }
  }

  /** Requests that were asked again after this process had taken the mounts over. */
  public synchronized ResendCount resent() {
    return captured.stream()
        .map(CapturedDirectory::resent)
        .reduce(ResendCount.NONE, ResendCount::plus);
  }

  /**
   * The private bind mounts of the original directories. They outlive a killed daemon, and are
   * taken away by {@link #close} or renewed by the next {@link #mount}.
   */
  public List<Path> backing() {
    return mounts.stream().map(DirectoryMount::original).toList();
  }

  /** The original directories, for operations by file id. */
  public BackingTree tree() {
    return tree;
  }

  /**
   * The files that this node has given ids to. Filled while the access is WRITE; otherwise left
   * alone, so that an applier may use it for the peer's ids.
   */
  public FileTable files() {
    return files;
  }

  /**
   * Whether a name is one that a file has for a moment only, while it is filled on the other node.
   */
  public static boolean isProvisional(Name name) {
    return NamelessLink.isProvisional(name);
  }

  /** For whoever works with files by their ids while the access is WRITE. */
  public PinnedFiles pinned() {
    return pinned;
  }

  /** A file id that was never used before in this object's life. */
  public long newFileId() {
    return inodes.newFileId();
  }

  /**
   * Sets what local processes may do; the kernel forgets what it has cached. Files opened under
   * READ can be used further. Files opened under WRITE fail with EIO after it has ended, also when
   * it has come back: the kernel may have pages of them, and an idea of their size, from before.
   *
   * <p>NONE takes effect at once and waits for nobody: requests that wait in the write path are the
   * write path's to answer, and until it has, the kernel may answer reads from its pages. READ and
   * WRITE wait until no request that began before is running any more and nothing is cached. Names
   * learned before a change to WRITE are not believed, since somebody else may have changed the
   * tree.
   */
  public synchronized void access(Access access) {
    if (held) {
      accessHeld(access);
      return;
    }
    if (access != Access.WRITE) {
      captured.forEach(directory -> directory.noteAccess(access));
    }
    if (access == Access.NONE) {
      gate.shut();
      beginCacheWork(CapturedDirectory::dropCaches);
    } else {
      gate.open(access, () -> prepare(access));
      beginCacheWork(CapturedDirectory::dropCaches);
      cacheWork.await();
    }
  }

  /** Nobody else has changed the tree: what the kernel has cached of it is as good as before. */
  private void accessHeld(Access access) {
    switch (access) {
      case NONE -> {
        // Nothing is answered anyway.
      }
      case READ ->
          throw new IllegalStateException(
              "access: expected WRITE to mounts that are held, or that they are abandoned");
      case WRITE -> {
        gate.open(Access.WRITE, () -> inodes.goOn(true));
        captured.forEach(CapturedDirectory::takeOverNameless);
        captured.forEach(CapturedDirectory::resume);
        held = false;
      }
    }
  }

  private synchronized CacheWork beginCacheWork(Consumer<CapturedDirectory> work) {
    cacheWork = CacheWork.begin(cacheWork, List.copyOf(captured), work);
    return cacheWork;
  }

  /**
   * Has the kernel write all pages of open files that programs have modified and that it keeps
   * back. To be called under WRITE: the pages go the way of all modifications.
   *
   * @return whether that was done in time; it may still be going on if not
   */
  public boolean writeBack(long timeoutMillis) {
    return beginCacheWork(CapturedDirectory::writeBack).await(timeoutMillis);
  }

  private void prepare(Access next) {
    if (next == gate.current()) {
      return;
    }
    captured.forEach(directory -> directory.noteAccess(next));
    if (next == Access.WRITE) {
      names.doubtAll();
    }
    inodes.begin(next == Access.WRITE);
    captured.forEach(CapturedDirectory::endCachedUse);
  }

  @Override
  public Binding nameOf(long fileId) {
    return names.nameOf(fileId);
  }

  @Override
  public void placing(long sequence) {
    RequestSlot slot = RequestSlot.current();
    if (slot != null) {
      slot.placing(sequence);
    }
  }

  @Override
  public void follow(Operation operation) {
    names.follow(operation);
  }

  /**
   * Unmounts. Users of the directories get errors from then on; pages that the kernel still holds
   * back are written first if the access is WRITE and nobody uses the mount. Does nothing a second
   * time.
   */
  @Override
  public synchronized void close() {
    if (held) {
      abort();
    }
    captured.reversed().forEach(CapturedDirectory::unmount);
    cacheWork.awaitEnd();
    closePruning();
    captured.reversed().forEach(CapturedDirectory::close);
    captured.clear();
    gate.shut();
    closeNodes();
    closeOriginals();
  }

  private void closeOriginals() {
    if (tree != null) {
      tree.close();
      tree = null;
    }
    originals.reversed().forEach(Original::close);
    originals.clear();
    mounts.reversed().forEach(DirectoryMount::close);
    mounts.clear();
  }
}
