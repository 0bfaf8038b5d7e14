package io.lockstep.node.capture;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.tree.FileHandle;
import io.lockstep.node.tree.FileTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files of one module that the kernel holds references to. All threads; reading takes no lock.
 *
 * <p>On ext4 a node id is the inode number and its generation, as the file handle has them (type 1,
 * eight bytes: FILEID_INO32_GEN of linux/exportfs.h), so that it means the same file in any
 * process. Other node ids come from a counter, shifted so that they are no inode number of
 * anything. File ids are what the journal knows a file by: a counter of the module.
 */
final class InodeTable {

  /** FUSE_ROOT_ID. */
  static final long ROOT_NODE = 1;

  private static final int TELL_EVERY = 1024;
  private static final int FILEID_INO32_GEN = 1;
  private static final int INO32_GEN_BYTES = 8;

  private final boolean kernelKeepsSizes;
  private final FileTable files;
  private final NodeTable table;
  private final List<Map<Long, Node>> byNode = new ArrayList<>();
  private final Map<Long, Inode> byFile = new ConcurrentHashMap<>();
  private final Map<FileHandle, Inode> byHandle = new HashMap<>();
  private final AtomicLong nextFileId = new AtomicLong(Operation.FIRST_FILE);
  private boolean publishing;
  private int limit = Integer.MAX_VALUE;
  private Runnable beyondLimit = () -> {};
  private boolean sizesChangeUnseen;

  /**
   * Begins with the root directories.
   *
   * @param files gets all file ids while this node changes the tree
   * @param kernelKeepsSizes whether the kernel caches writes, and so believes its own sizes
   * @param table keeps the nodes for the next process
   */
  InodeTable(List<FileHandle> roots, FileTable files, boolean kernelKeepsSizes, NodeTable table) {
    this.files = files;
    this.kernelKeepsSizes = kernelKeepsSizes;
    this.table = table;
    for (int root = 0; root < roots.size(); root++) {
      Inode inode = new Inode(root, Operation.FIRST_ROOT + root, roots.get(root));
      Node node = new Node(ROOT_NODE, inode, false, NodeTable.NO_SLOT);
      node.lookups = 1;
      inode.nodes = 1;
      inode.node(node);
      byNode.add(new ConcurrentHashMap<>(Map.of(ROOT_NODE, node)));
      byFile.put(inode.fileId(), inode);
      byHandle.put(inode.handle(), inode);
    }
  }

  /** The kernel goes on using the nodes that an earlier process has told it of. */
  synchronized void adoptLeft() {
    for (NodeTable.Left left : table.readLeft()) {
      Inode inode = find(left.of(), 0);
      Node node = new Node(left.nodeId(), inode, left.regular(), left.slot());
      node.lookups = left.lookups();
      inode.nodes++;
      if (!left.retired()) {
        inode.node(node);
      }
      byNode.get(inode.root()).put(node.id(), node);
    }
  }

  /** A file id that was never used before. */
  long newFileId() {
    return nextFileId.getAndIncrement();
  }

  /** The file of that node id, or null. */
  Inode byNode(int root, long nodeId) {
    Node node = byNode.get(root).get(nodeId);
    return node == null ? null : node.inode();
  }

  /** The file of that handle, or null if the kernel does not know it. */
  synchronized Inode known(FileHandle handle) {
    return byHandle.get(handle);
  }

  /** The file of that file id, or null. */
  Inode byFile(long fileId) {
    return byFile.get(fileId);
  }

  /** All nodes the kernel knows in that directory at this moment. */
  List<Node> nodes(int root) {
    return List.copyOf(byNode.get(root).values());
  }

  /**
   * Sets how many files the kernel should be told of.
   *
   * @param tell called while there are more and they go on becoming more; with this table's monitor
   *     held
   */
  synchronized void limit(int files, Runnable tell) {
    limit = files;
    beyondLimit = tell;
  }

  /** How many files have to be forgotten, so that there is room below the limit again. */
  synchronized int excess() {
    int known = byHandle.size();
    return known > limit ? known - limit / 4 * 3 : 0;
  }

  /** Whether the kernel should not be told of files it has not asked for. */
  boolean isCrowded() {
    return byFile.size() > limit;
  }

  /** How many files are known at this moment. */
  int size() {
    return byFile.size();
  }

  /** Nodes of files that seem to be used by nobody, at most so many. */
  List<Node> unused(int root, int most) {
    return byNode.get(root).values().stream().filter(InodeTable::seemsUnused).limit(most).toList();
  }

  private static boolean seemsUnused(Node node) {
    Inode inode = node.inode();
    return node.id() != ROOT_NODE && inode.children == 0 && !inode.isNameless() && !inode.isOpen();
  }

  /** All files known at this moment. */
  List<Inode> all() {
    return List.copyOf(byFile.values());
  }

  /** The file of that handle, which then stays known until {@link #release}. */
  synchronized Inode retain(FileHandle handle) {
    Inode inode = find(handle, 0);
    inode.uses++;
    return inode;
  }

  /** The caller needs it no more. */
  synchronized void release(Inode inode) {
    inode.uses--;
    dropIfUnused(inode);
  }

  /** The kernel is told of the file: one lookup more. */
  synchronized Node lookUp(FileHandle handle, boolean regular) {
    return lookUp(find(handle, 0), regular);
  }

  /** The same for a file that an operation has just made under that file id. */
  synchronized Node lookUp(FileHandle handle, boolean regular, long createdFileId) {
    return lookUp(find(handle, createdFileId), regular);
  }

  private Node lookUp(Inode inode, boolean regular) {
    Node node = inode.node();
    if (node == null || (regular && sizesChangeUnseen)) {
      node = newNode(inode, regular);
      inode.nodes++;
      inode.node(node);
      byNode.get(inode.root()).put(node.id(), node);
    }
    node.lookups++;
    table.lookups(node.slot(), node.lookups);
    return node;
  }

  private Node newNode(Inode inode, boolean regular) {
    long id = newNodeId(inode, regular);
    return new Node(id, inode, regular, table.add(id, inode.handle(), regular));
  }

  /** So many lookups are over. */
  synchronized void forget(int root, long nodeId, long lookups) {
    Node node = byNode.get(root).get(nodeId);
    if (node == null || nodeId == ROOT_NODE) {
      return;
    }
    node.lookups -= lookups;
    table.lookups(node.slot(), node.lookups);
    if (node.lookups <= 0) {
      byNode.get(root).remove(nodeId);
      table.remove(node.slot());
      Inode inode = node.inode();
      inode.nodes--;
      if (inode.node() == node) {
        inode.node(null);
      }
      dropIfUnused(inode);
    }
  }

  /**
   * Another access begins.
   *
   * @param writing whether this node changes the tree from now on: then the file table has all that
   *     is known here, otherwise it is left alone
   */
  synchronized void begin(boolean writing) {
    goOn(writing);
    sizesChangeUnseen = kernelKeepsSizes && !writing;
    if (kernelKeepsSizes) {
      byNode.forEach(nodes -> nodes.values().forEach(this::retire));
    }
  }

  /** The same, but nobody else has changed the tree: the nodes are as good as before. */
  synchronized void goOn(boolean writing) {
    publishing = writing;
    if (writing) {
      files.clear();
      byFile.values().forEach(inode -> files.put(inode.fileId(), inode.handle()));
    }
  }

  /** The next lookup gives the file a new node; the old one serves what is open. */
  private void retire(Node node) {
    if (node.isRegular() && node.inode().node() == node) {
      node.inode().node(null);
      table.retired(node.slot());
    }
  }

  /** To be called with this table's monitor held, after a counter went down. */
  void dropIfUnused(Inode inode) {
    if (inode.isUsed() || byFile.remove(inode.fileId()) == null) {
      return;
    }
    byHandle.remove(inode.handle());
    if (publishing) {
      files.remove(inode.fileId());
    }
    inode.closeKept();
    List<Place> places = inode.places();
    inode.places(List.of());
    for (Place place : places) {
      place.parent().children--;
      dropIfUnused(place.parent());
    }
  }

  private Inode find(FileHandle handle, long createdFileId) {
    Inode known = byHandle.get(handle);
    if (known != null) {
      return known;
    }
    long fileId = createdFileId == 0 ? newFileId() : createdFileId;
    Inode inode = new Inode(handle.root(), fileId, handle);
    byHandle.put(handle, inode);
    byFile.put(fileId, inode);
    if (publishing) {
      files.put(fileId, handle);
    }
    if (byHandle.size() > limit && byHandle.size() % TELL_EVERY == 0) {
      beyondLimit.run();
    }
    return inode;
  }

  private long newNodeId(Inode inode, boolean regular) {
    FileHandle handle = inode.handle();
    byte[] bytes = handle.bytes();
    boolean natural = handle.type() == FILEID_INO32_GEN && bytes.length == INO32_GEN_BYTES;
    return natural && !(regular && kernelKeepsSizes)
        ? ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong()
        : table.nextCountedId();
  }
}
