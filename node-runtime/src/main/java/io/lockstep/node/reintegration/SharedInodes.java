package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.tree.Digest;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which inode of this tree stands for which file with several names of the source's tree. Kept for
 * the whole synchronisation; only files with several names are in it. One thread.
 */
final class SharedInodes {

  /** A file of the source; links do not reach from one replicated directory into another. */
  record Key(int root, Digest identity) {}

  private record Place(int root, long ino) {}

  private record Image(byte[] handle, long ino) {}

  private final TreeRoots roots;
  private final InodeHandles handles;
  private final Inspector inspector;
  private final Map<Key, Image> images = new HashMap<>();
  private final Map<Place, Key> claims = new HashMap<>();
  private final Map<Key, Integer> comparedInRound = new HashMap<>();

  SharedInodes(TreeRoots roots, InodeHandles handles, Inspector inspector) {
    this.roots = roots;
    this.handles = handles;
    this.inspector = inspector;
  }

  /** Opens the inode that stands for the source's file: to be closed by the caller; -1 if none. */
  int open(Key key) throws IOException {
    Image image = images.get(key);
    if (image == null) {
      return -1;
    }
    int fd = handles.open(roots.descriptor(key.root()), image.handle);
    if (fd >= 0 && inspector.stat(fd).nlink() > 0) {
      return fd;
    }
    if (fd >= 0) {
      Descriptors.close(fd);
    } else if (!Calls.isGone(fd)) {
      Calls.check("open_by_handle_at", fd);
    }
    forget(key);
    return -1;
  }

  /** Whether the inode may stand for the source's file: it does already, or nothing else does. */
  boolean mayStandFor(Key key, int fd) throws IOException {
    Image image = images.get(key);
    if (image != null) {
      return Arrays.equals(image.handle, handles.of(fd));
    }
    return !claims.containsKey(new Place(key.root(), inspector.stat(fd).ino()));
  }

  /** From now on the inode stands for the source's file. */
  void claim(Key key, int fd) throws IOException {
    long ino = inspector.stat(fd).ino();
    release(key.root(), ino);
    forget(key);
    images.put(key, new Image(handles.of(fd), ino));
    claims.put(new Place(key.root(), ino), key);
  }

  /** The inode stands for no file with several names any more. */
  void release(int root, long ino) {
    Key key = claims.get(new Place(root, ino));
    if (key != null) {
      forget(key);
    }
  }

  private void forget(Key key) {
    Image image = images.remove(key);
    if (image != null) {
      claims.remove(new Place(key.root(), image.ino));
      comparedInRound.remove(key);
    }
  }

  /** Whether this is the first time in the round that the whole content is to be compared. */
  boolean isFirstComparison(Key key, int round) {
    Integer before = comparedInRound.put(key, round);
    return before == null || before != round;
  }
}
