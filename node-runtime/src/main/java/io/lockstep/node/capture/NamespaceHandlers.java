package io.lockstep.node.capture;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.capture.protocol.RequestBody.Link;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.tree.FileHandle;

/** UNLINK, RMDIR, LINK. */
final class NamespaceHandlers {

  private static final byte[] SELF = {};

  private final Volume volume;

  NamespaceHandlers(Volume volume) {
    this.volume = volume;
  }

  void unlink(Call call) {
    remove(call, false);
  }

  void rmdir(Call call) {
    remove(call, true);
  }

  private void remove(Call call, boolean directoryWanted) {
    Inode parent = volume.inode(call);
    byte[] rawName = Volume.nameAt(call, 0);
    Name name = Name.of(rawName);
    volume.modifications().ensureNamed(parent);
    try (Names.Change _ = volume.names().beginChange(parent, name);
        Original.Lease directory = volume.original().lease(parent)) {
      boolean absent = volume.original().handleAt(directory.fd(), rawName) == null;
      if (!call.slot().wasDone(absent)) {
        remove(call, parent, name, directory.fd(), directoryWanted);
      }
    }
  }

  private void remove(
      Call call, Inode parent, Name name, int directoryFd, boolean directoryWanted) {
    try (Victim victim = Victim.find(volume, call, directoryFd, name.bytes())) {
      if (victim.isDirectory() != directoryWanted) {
        throw new RequestRefused(directoryWanted ? Errno.ENOTDIR : Errno.EISDIR);
      }
      victim.requireEmpty();
      victim.keepAlive();
      volume.names().learn(victim.inode(), parent, name);
      remove(removal(parent, name, victim, directoryWanted), victim);
    }
  }

  private void remove(Operation operation, Victim victim) {
    Modifications modifications = volume.modifications();
    long now = Modifications.now();
    modifications.run(
        operation, now, () -> victim.removedBy(modifications.applyLocally(operation, now)));
  }

  private static Operation removal(Inode parent, Name name, Victim victim, boolean isDirectory) {
    long fileId = victim.inode().fileId();
    return isDirectory
        ? new Operation.RemoveDirectory(parent.fileId(), name, fileId)
        : new Operation.Unlink(parent.fileId(), name, fileId);
  }

  void link(Call call) {
    Request request = call.request();
    Inode parent = volume.inode(call);
    Inode inode = volume.inode(request.longAt(Link.OLD_NODE));
    byte[] rawName = Volume.nameAt(call, Link.BYTES);
    Name name = Name.of(rawName);
    volume.modifications().ensureNamed(parent, inode);
    try (Names.Change _ = volume.names().beginChange(parent, name);
        Original.Lease directory = volume.original().lease(parent)) {
      FileHandle present = volume.original().handleAt(directory.fd(), rawName);
      if (!call.slot().wasDone(inode.handle().equals(present))) {
        if (present != null) {
          throw new RequestRefused(Errno.EEXIST);
        }
        link(call, inode, parent, name, directory.fd());
      }
    }
    volume.stat(call, inode);
    Node node = volume.inodes().lookUp(inode.handle(), call.stat().isRegular());
    call.reply().entry(node.id(), call.validSeconds(), call.stat());
  }

  private void link(Call call, Inode inode, Inode parent, Name name, int directoryFd) {
    LocalNames local = volume.modifications().local();
    if (inode.isNameless() && local.isExcluded(parent, name)) {
      linkNameless(inode, parent, name, directoryFd);
      return;
    }
    Name provisional =
        call.slot().wasBegun() ? NamelessLink.find(volume, call, inode, directoryFd) : null;
    if (provisional != null || inode.isNameless()) {
      new NamelessLink(volume, call, inode, parent).link(name, provisional);
    } else {
      linkNamed(call, inode, parent, name);
    }
  }

  /** What was made without a name gets one that is not replicated: nothing of it need be told. */
  private void linkNameless(Inode inode, Inode parent, Name name, int directoryFd) {
    Operation operation = new Operation.Link(inode.fileId(), parent.fileId(), name);
    long now = Modifications.now();
    volume.modifications().run(operation, now, () -> linkLease(inode, directoryFd, name, now));
    inode.nameless(false);
    inode.closeKept();
  }

  private int linkLease(Inode inode, int directoryFd, Name name, long timeNanos) {
    try (Original.Lease file = volume.original().lease(inode)) {
      int result =
          Directories.linkat(file.fd(), SELF, directoryFd, name.bytes(), Directories.AT_EMPTY_PATH);
      return result == 0 ? LocalFile.modified(directoryFd, timeNanos) : result;
    }
  }

  private void linkNamed(Call call, Inode inode, Inode parent, Name name) {
    volume.stat(call, inode);
    if (call.stat().nlink() >= volume.original().maxLinks()) {
      throw new RequestRefused(Errno.EMLINK);
    }
    Operation operation = new Operation.Link(inode.fileId(), parent.fileId(), name);
    try {
      volume.modifications().run(operation, Modifications.now());
    } catch (RequestRefused e) {
      volume.names().doubt(inode);
      throw e;
    }
  }
}
