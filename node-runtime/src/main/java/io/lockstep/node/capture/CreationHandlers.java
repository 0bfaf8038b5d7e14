package io.lockstep.node.capture;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.capture.protocol.RequestBody.Create;
import io.lockstep.node.capture.protocol.RequestBody.Mkdir;
import io.lockstep.node.capture.protocol.RequestBody.Mknod;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.tree.FileHandle;

/** MKNOD, MKDIR, SYMLINK, CREATE. */
final class CreationHandlers {

  private final Volume volume;

  CreationHandlers(Volume volume) {
    this.volume = volume;
  }

  /** The operation that makes the file, once its id and owner are known. */
  @FunctionalInterface
  private interface Maker {
    Operation operation(Inode parent, Name name, long fileId, Ownership owner);
  }

  void mknod(Call call) {
    Request request = call.request();
    int rdev = request.intAt(Mknod.RDEV);
    Node made =
        make(
            call,
            Volume.nameAt(call, Mknod.BYTES),
            request.intAt(Mknod.MODE),
            request.intAt(Mknod.UMASK),
            (parent, name, id, owner) ->
                new Operation.Create(
                    parent.fileId(),
                    name,
                    id,
                    owner.mode(),
                    owner.uid(),
                    owner.gid(),
                    Integer.toUnsignedLong(rdev)));
    reply(call, made);
  }

  void mkdir(Call call) {
    Request request = call.request();
    Node made =
        make(
            call,
            Volume.nameAt(call, Mkdir.BYTES),
            request.intAt(Mkdir.MODE) | Stat.S_IFDIR,
            request.intAt(Mkdir.UMASK),
            (parent, name, id, owner) ->
                new Operation.MakeDirectory(
                    parent.fileId(), name, id, owner.mode(), owner.uid(), owner.gid()));
    reply(call, made);
  }

  void symlink(Call call) {
    byte[] name = Volume.nameAt(call, 0);
    byte[] target = call.request().stringAt(name.length + 1);
    Node made =
        make(
            call,
            name,
            Stat.S_IFLNK,
            0,
            (parent, entry, id, owner) ->
                new Operation.Symlink(
                    parent.fileId(), entry, id, target, owner.uid(), owner.gid()));
    reply(call, made);
  }

  void create(Call call) {
    Request request = call.request();
    int flags = request.intAt(Create.FLAGS);
    Node made =
        make(
            call,
            Volume.nameAt(call, Create.BYTES),
            (request.intAt(Create.MODE) & ~Stat.S_IFMT) | Stat.S_IFREG,
            request.intAt(Create.UMASK),
            (parent, name, id, owner) ->
                new Operation.Create(
                    parent.fileId(), name, id, owner.mode(), owner.uid(), owner.gid(), 0));
    answering(made, () -> replyOpened(call, made, flags));
  }

  private void replyOpened(Call call, Node made, int flags) {
    volume.stat(call, made.inode());
    int fd = volume.open(made.inode(), OpenHandlers.backingFlags(flags));
    long handle = volume.openFiles().add(new OpenFile(made.inode(), fd, true));
    call.reply()
        .created(
            made.id(),
            call.validSeconds(),
            call.stat(),
            handle,
            OpenHandlers.cacheFlags(call.access()));
  }

  private void reply(Call call, Node made) {
    answering(
        made,
        () -> {
          volume.stat(call, made.inode());
          call.reply().entry(made.id(), call.validSeconds(), call.stat());
        });
  }

  /** If there is no answer, the kernel has not looked it up either. */
  private void answering(Node made, Runnable answer) {
    try {
      answer.run();
    } catch (RuntimeException e) {
      volume.forget(made);
      throw e;
    }
  }

  private Node make(Call call, byte[] rawName, int mode, int umask, Maker maker) {
    Inode parent = volume.inode(call);
    if (parent.isNameless()) {
      throw new RequestRefused(Errno.ENOENT);
    }
    Name name = Name.of(rawName);
    volume.modifications().ensureNamed(parent);
    try (Names.Change _ = volume.names().beginChange(parent, name);
        Original.Lease directory = volume.original().lease(parent)) {
      FileHandle present = volume.original().handleAt(directory.fd(), rawName);
      if (call.slot().wasDone(present != null)) {
        return made(call, directory.fd(), parent, name, present);
      }
      if (present != null) {
        throw new RequestRefused(Errno.EEXIST);
      }
      Ownership owner = Ownership.inherited(call, directory.fd(), mode, umask);
      return make(parent, name, owner, maker);
    }
  }

  /** What an earlier process has made. */
  private Node made(Call call, int directoryFd, Inode parent, Name name, FileHandle handle) {
    RequestRefused.check(call.stat().read(directoryFd, name.bytes()));
    Node made = volume.inodes().lookUp(handle, call.stat().isRegular());
    volume.names().learn(made.inode(), parent, name);
    return made;
  }

  private Node make(Inode parent, Name name, Ownership owner, Maker maker) {
    Modifications modifications = volume.modifications();
    long fileId = volume.inodes().newFileId();
    modifications.run(maker.operation(parent, name, fileId, owner), Modifications.now());
    FileHandle handle = modifications.files().get(fileId);
    if (handle == null) {
      throw new IllegalStateException(
          "create: expected the file id " + fileId + " of " + name + " in the table, found none");
    }
    boolean regular = (owner.mode() & Stat.S_IFMT) == Stat.S_IFREG;
    Node made = volume.inodes().lookUp(handle, regular, fileId);
    volume.names().learn(made.inode(), parent, name);
    return made;
  }
}
