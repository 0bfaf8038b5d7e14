package io.lockstep.node.capture;

import io.lockstep.node.capture.protocol.Opcode;
import io.lockstep.node.posix.Errno;
import java.util.EnumMap;
import java.util.Map;

/** Which handler serves which request of one captured directory. All threads. */
final class Dispatch {

  private final Map<Opcode, Handler> handlers = new EnumMap<>(Opcode.class);

  Dispatch(Volume volume) {
    register(new LookupHandlers(volume));
    register(new AttributeHandlers(volume));
    register(new OpenHandlers(volume));
    register(new DataHandlers(volume), volume.agreement().isWriteback());
    register(new DirectoryHandlers(volume));
    register(new XattrHandlers(volume));
    registerChanges(volume);
    handlers.put(Opcode.INTERRUPT, call -> call.reply().none());
    handlers.put(Opcode.DESTROY, call -> call.reply().empty());
    handlers.put(
        Opcode.IOCTL,
        _ -> {
          throw new RequestRefused(Errno.ENOTTY);
        });
  }

  /**
   * The handler of that opcode.
   *
   * @throws RequestRefused ENOSYS if there is none: the kernel then has its own way, and asks no
   *     more
   */
  Handler of(Opcode opcode) {
    Handler handler = opcode == null ? null : handlers.get(opcode);
    if (handler == null) {
      throw new RequestRefused(Errno.ENOSYS);
    }
    return handler;
  }

  private void register(LookupHandlers lookups) {
    handlers.put(Opcode.LOOKUP, lookups::lookup);
    handlers.put(Opcode.FORGET, lookups::forget);
    handlers.put(Opcode.BATCH_FORGET, lookups::batchForget);
  }

  private void register(AttributeHandlers attributes) {
    handlers.put(Opcode.GETATTR, attributes::getattr);
    handlers.put(Opcode.SETATTR, attributes::setattr);
    handlers.put(Opcode.READLINK, attributes::readlink);
    handlers.put(Opcode.STATFS, attributes::statfs);
  }

  private void register(OpenHandlers opens) {
    handlers.put(Opcode.OPEN, opens::open);
    handlers.put(Opcode.OPENDIR, opens::openDirectory);
    handlers.put(Opcode.RELEASE, opens::release);
    handlers.put(Opcode.RELEASEDIR, opens::release);
  }

  /** Without kept-back pages a close has nothing to wait for: the kernel then does not ask. */
  private void register(DataHandlers data, boolean writeback) {
    if (writeback) {
      handlers.put(Opcode.FLUSH, data::flush);
    }
    handlers.put(Opcode.READ, data::read);
    handlers.put(Opcode.WRITE, data::write);
    handlers.put(Opcode.FSYNC, data::fsync);
    handlers.put(Opcode.FSYNCDIR, data::fsync);
    handlers.put(Opcode.FALLOCATE, data::fallocate);
    handlers.put(Opcode.LSEEK, data::lseek);
  }

  private void register(DirectoryHandlers directories) {
    handlers.put(Opcode.READDIR, directories::readdir);
    handlers.put(Opcode.READDIRPLUS, directories::readdirplus);
  }

  private void register(XattrHandlers xattrs) {
    handlers.put(Opcode.SETXATTR, xattrs::set);
    handlers.put(Opcode.GETXATTR, xattrs::get);
    handlers.put(Opcode.LISTXATTR, xattrs::list);
    handlers.put(Opcode.REMOVEXATTR, xattrs::remove);
  }

  private void registerChanges(Volume volume) {
    CreationHandlers creations = new CreationHandlers(volume);
    handlers.put(Opcode.MKNOD, creations::mknod);
    handlers.put(Opcode.MKDIR, creations::mkdir);
    handlers.put(Opcode.SYMLINK, creations::symlink);
    handlers.put(Opcode.CREATE, creations::create);
    handlers.put(Opcode.TMPFILE, new TmpfileHandlers(volume)::tmpfile);
    NamespaceHandlers namespace = new NamespaceHandlers(volume);
    handlers.put(Opcode.UNLINK, namespace::unlink);
    handlers.put(Opcode.RMDIR, namespace::rmdir);
    handlers.put(Opcode.LINK, namespace::link);
    RenameHandlers renames = new RenameHandlers(volume);
    handlers.put(Opcode.RENAME, renames::rename);
    handlers.put(Opcode.RENAME2, renames::rename2);
  }
}
