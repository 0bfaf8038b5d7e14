package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import java.io.IOException;
import java.util.SortedMap;

/**
 * Gives an inode its owner, permissions, extended attributes and modification time, in this order:
 * a change of owner takes set-id bits and capabilities away (chown(2)), and the time comes last
 * because writing moves it. What is right already is left alone. One thread.
 */
final class Finish {

  private final Inspector inspector;
  private final Xattrs xattrs;

  Finish(Inspector inspector, Xattrs xattrs) {
    this.inspector = inspector;
    this.xattrs = xattrs;
  }

  void attributes(int fd, FileState state, SortedMap<byte[], byte[]> wanted) throws IOException {
    ownerAndMode(fd, state);
    xattrs.replace(fd, wanted);
    time(fd, state);
  }

  /** As {@link #attributes}, without the extended ones. */
  void plainAttributes(int fd, FileState state) throws IOException {
    ownerAndMode(fd, state);
    time(fd, state);
  }

  private void ownerAndMode(int fd, FileState state) throws IOException {
    Stat stat = inspector.stat(fd);
    int mode = stat.mode();
    if (stat.uid() != state.uid() || stat.gid() != state.gid()) {
      int flags = Attributes.AT_EMPTY_PATH;
      int result = Attributes.fchownat(fd, Calls.SELF, state.uid(), state.gid(), flags);
      Calls.check("chown", result);
      mode = inspector.stat(fd).mode();
    }
    if (mode != state.mode() && !state.isSymlink()) {
      Calls.check("chmod", Attributes.chmod(PathBytes.ofDescriptor(fd), state.permissions()));
    }
  }

  private void time(int fd, FileState state) throws IOException {
    Stat stat = inspector.stat(fd);
    if (stat.mtimeSeconds() != state.mtimeSeconds()
        || stat.mtimeNanosPart() != state.mtimeNanos()) {
      int result =
          Attributes.utimensat(
              fd,
              Calls.SELF,
              0,
              Attributes.UTIME_OMIT,
              state.mtimeSeconds(),
              state.mtimeNanos(),
              Attributes.AT_EMPTY_PATH);
      Calls.check("utimensat", result);
    }
  }
}
