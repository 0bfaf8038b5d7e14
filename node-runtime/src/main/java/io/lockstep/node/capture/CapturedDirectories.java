package io.lockstep.node.capture;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.FileHandle;
import io.lockstep.node.tree.FileTable;
import io.lockstep.node.write.NameSource;
import io.lockstep.node.write.WritePath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The replicated directories of one module, covered by FUSE mounts: what applications do there
 * arrives here, and modifications go through the write path. Mounted with {@link Access#NONE}.
 *
 * <p>All threads, except that {@link #access} and {@link #close} exclude each other and must not be
 * called from within the write path. This process must never touch the covered directories itself;
 * it has {@link #backing}.
 */
public final class CapturedDirectories implements NameSource, AutoCloseable {

  private final AccessGate gate = new AccessGate();
  private final FileTable files = new FileTable();
  private final List<DirectoryMount> mounts = new ArrayList<>();
  private final List<Original> originals = new ArrayList<>();
  private final List<CapturedDirectory> captured = new ArrayList<>();
  private BackingTree tree;
  private InodeTable inodes;
  private Names names;
  private Forgetting forgetting = Forgetting.NOTHING;

  private CapturedDirectories() {}

  /**
   * Whether a file system of this kind, alive or left by a killed daemon, is mounted on exactly
   * this path.
   */
  public static boolean isMountedOn(Path directory) {
    return MountTable.on(directory).stream().anyMatch(DirectoryMount::isOurs);
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
    CapturedDirectories directories = new CapturedDirectories();
    try {
      directories.start(config, writes);
      return directories;
    } catch (RuntimeException e) {
      directories.close();
      throw e;
    }
  }

  private void start(CaptureConfig config, WritePath writes) {
    for (Path directory : config.directories()) {
      Path bind = config.privateDir().resolve(Integer.toString(mounts.size()));
      mounts.add(DirectoryMount.bind(directory, bind));
      originals.add(Original.open(originals.size(), bind));
    }
    tree = BackingTree.open(backing());
    List<FileHandle> roots = originals.stream().map(Original::rootHandle).toList();
    inodes = new InodeTable(roots, files, config.mode() == Mode.BARRIER);
    names = new Names(inodes);
    NameFinder finder = new NameFinder(originals, inodes, names);
    Modifications modifications = new Modifications(writes, tree, files, finder);
    for (int i = 0; i < mounts.size(); i++) {
      captured.add(
          CapturedDirectory.start(
              config, mounts.get(i), originals.get(i), inodes, names, modifications, gate));
    }
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
    if (access == Access.NONE) {
      gate.shut();
      forgetting = Forgetting.begin(forgetting, List.copyOf(captured));
    } else {
      gate.open(access, () -> prepare(access));
      forgetting = Forgetting.begin(forgetting, List.copyOf(captured));
      forgetting.await();
    }
  }

  private void prepare(Access next) {
    if (next == gate.current()) {
      return;
    }
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
    captured.reversed().forEach(CapturedDirectory::unmount);
    forgetting.await();
    captured.reversed().forEach(CapturedDirectory::close);
    captured.clear();
    gate.shut();
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
