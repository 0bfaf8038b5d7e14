package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.tree.Digest;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** The files the target may ask about; each is open, so there are never many. One thread. */
final class Offers implements AutoCloseable {

  /** Bounds the open descriptors of both sides. */
  static final int MAX_OPEN = 512;

  private final Map<Long, OfferedFile> open = new HashMap<>();
  private long lastNumber;

  long nextNumber() {
    return ++lastNumber;
  }

  boolean isFull() {
    return open.size() >= MAX_OPEN;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Takes the descriptor over: kept if the target could ask for something of the file. */
  void add(long number, FileState state, int pathFd) {
    boolean hasContent = state.isRegular() && state.size() > 0;
    if (hasContent || !state.xattrs().equals(Digest.NONE)) {
      open.put(number, new OfferedFile(number, state, pathFd));
    } else {
      Descriptors.close(pathFd);
    }
  }

  OfferedFile get(long number) throws MalformedStateMessageException {
    OfferedFile file = open.get(number);
    if (file == null) {
      throw new MalformedStateMessageException("file", "the number of an offered file", number);
    }
    return file;
  }

  void forget(OfferedFile file) {
    open.remove(file.number);
    file.close();
  }

  /** Closes what the target did not ask about in its turn. */
  void forgetUnwanted() {
    Iterator<OfferedFile> files = open.values().iterator();
    while (files.hasNext()) {
      OfferedFile file = files.next();
      if (file.wanted) {
        file.wanted = false;
      } else {
        files.remove();
        file.close();
      }
    }
  }

  @Override
  public void close() {
    open.values().forEach(OfferedFile::close);
    open.clear();
  }
}
