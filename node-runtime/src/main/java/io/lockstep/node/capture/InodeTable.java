package io.lockstep.node.capture;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.tree.FileHandle;
import io.lockstep.node.tree.FileTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files of one module that the kernel holds references to. All threads.
 *
 * <p>Node ids are what the kernel knows a file by. On ext4 they are the inode number and its
 * generation, as the file handle has them (type 1, eight bytes: FILEID_INO32_GEN of
 * linux/exportfs.h), so that they mean the same file in any process; other handles get a number
 * from a counter, shifted so that it is no inode number of anything. File ids are what the journal
 * knows a file by: a counter of the module.
 */
final class InodeTable {

  /** FUSE_ROOT_ID. */
  static final long ROOT_NODE = 1;

  private static final int FILEID_INO32_GEN = 1;
  private static final int INO32_GEN_BYTES = 8;

  private final List<Map<Long, Inode>> byNode = new ArrayList<>();
  private final Map<Long, Inode> byFile = new ConcurrentHashMap<>();
  private final Map<FileHandle, Long> assignedNodes = new HashMap<>();
  private final AtomicLong nextFileId = new AtomicLong(Operation.FIRST_FILE);
  private final FileTable files;
  private long nextAssignedNode = 1;
  private boolean publishing;

  /** Keeps {@code files} equal to this table while publishing. */
  InodeTable(List<FileHandle> roots, FileTable files) {
    this.files = files;
    for (int root = 0; root < roots.size(); root++) {
      Inode inode = new Inode(root, ROOT_NODE, Operation.FIRST_ROOT + root, roots.get(root));
      inode.lookups = 1;
      byNode.add(new ConcurrentHashMap<>());
      byNode.get(root).put(ROOT_NODE, inode);
      byFile.put(inode.fileId(), inode);
    }
  }

  /** A file id that was never used before. */
  long newFileId() {
    return nextFileId.getAndIncrement();
  }

  /** The file of that node id, or null. */
  Inode byNode(int root, long nodeId) {
    return byNode.get(root).get(nodeId);
  }

  /** The file of that file id, or null. */
  Inode byFile(long fileId) {
    return byFile.get(fileId);
  }

  Inode root(int root) {
    return byNode(root, ROOT_NODE);
  }

  /** Everything known in that directory at this moment. */
  Collection<Inode> known(int root) {
    return List.copyOf(byNode.get(root).values());
  }

  /** The file of that handle, with one lookup more; it gets a new file id if it is not known. */
  synchronized Inode lookUp(FileHandle handle) {
    return lookUp(handle, 0);
  }

  /** The same for a file that an operation has just made under that id. */
  synchronized Inode lookUp(FileHandle handle, long createdFileId) {
    long nodeId = nodeIdOf(handle);
    Inode inode = byNode(handle.root(), nodeId);
    if (inode == null) {
      inode = add(handle, nodeId, createdFileId == 0 ? newFileId() : createdFileId);
    }
    inode.lookups++;
    return inode;
  }

  /** So many lookups are over. */
  synchronized void forget(int root, long nodeId, long lookups) {
    Inode inode = byNode(root, nodeId);
    if (inode != null && !inode.isRoot()) {
      inode.lookups -= lookups;
      dropIfUnused(inode);
    }
  }

  /** From now on the file table has all that is known here, or is left alone. */
  synchronized void publish(boolean on) {
    publishing = on;
    if (on) {
      files.clear();
      byFile.values().forEach(inode -> files.put(inode.fileId(), inode.handle()));
    }
  }

  /** To be called with this table's monitor held, after a counter went down. */
  void dropIfUnused(Inode inode) {
    if (inode.lookups > 0 || inode.children > 0 || inode.isRoot()) {
      return;
    }
    if (byFile.remove(inode.fileId()) == null) {
      return;
    }
    byNode.get(inode.root()).remove(inode.nodeId());
    assignedNodes.remove(inode.handle());
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

  private Inode add(FileHandle handle, long nodeId, long fileId) {
    Inode inode = new Inode(handle.root(), nodeId, fileId, handle);
    byNode.get(handle.root()).put(nodeId, inode);
    byFile.put(fileId, inode);
    if (publishing) {
      files.put(fileId, handle);
    }
    return inode;
  }

  private long nodeIdOf(FileHandle handle) {
    if (handle.equals(root(handle.root()).handle())) {
      return ROOT_NODE;
    }
    byte[] bytes = handle.bytes();
    if (handle.type() == FILEID_INO32_GEN && bytes.length == INO32_GEN_BYTES) {
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
    return assignedNodes.computeIfAbsent(handle, _ -> nextAssignedNode++ << Integer.SIZE);
  }
}
