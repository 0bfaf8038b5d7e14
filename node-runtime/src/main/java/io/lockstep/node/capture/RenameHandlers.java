package io.lockstep.node.capture;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.capture.protocol.RequestBody.Rename;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.tree.FileHandle;

/** RENAME and RENAME2. */
final class RenameHandlers {

  private static final int KNOWN_FLAGS =
      Directories.RENAME_NOREPLACE | Directories.RENAME_EXCHANGE | Directories.RENAME_WHITEOUT;

  private final Volume volume;

  RenameHandlers(Volume volume) {
    this.volume = volume;
  }

  /** Both ends of a rename. */
  private record Ends(Inode parent, Name name, Inode newParent, Name newName, int flags) {
    boolean exchanges() {
      return (flags & Directories.RENAME_EXCHANGE) != 0;
    }

    boolean replaces() {
      return (flags & (Directories.RENAME_NOREPLACE | Directories.RENAME_EXCHANGE)) == 0;
    }
  }

  void rename(Call call) {
    rename(call, Rename.BYTES, 0);
  }

  void rename2(Call call) {
    int flags = call.request().intAt(Rename.FLAGS);
    if ((flags & ~KNOWN_FLAGS) != 0) {
      throw new RequestRefused(Errno.EINVAL);
    }
    rename(call, Rename.BYTES2, flags);
  }

  private void rename(Call call, int namesOffset, int flags) {
    Request request = call.request();
    byte[] name = Volume.nameAt(call, namesOffset);
    byte[] newName = Volume.nameAt(call, namesOffset + name.length + 1);
    Inode newParent = volume.inode(request.longAt(Rename.NEW_PARENT));
    Ends ends = new Ends(volume.inode(call), Name.of(name), newParent, Name.of(newName), flags);
    volume.modifications().ensureNamed(ends.parent(), newParent);
    try (Names.Change _ = volume.names().beginChange(ends.parent(), ends.name());
        Names.Change _ = volume.names().beginChange(newParent, ends.newName())) {
      rename(call, ends);
    }
  }

  private void rename(Call call, Ends ends) {
    Original original = volume.original();
    try (Original.Lease from = original.lease(ends.parent());
        Original.Lease to = original.lease(ends.newParent())) {
      FileHandle target = original.handleAt(to.fd(), ends.newName().bytes());
      RequestSlot slot = call.slot();
      if (slot.wasDone(target != null && RequestSlot.identityOf(target) == slot.identity())) {
        return;
      }
      FileHandle source = volume.existing(from.fd(), ends.name().bytes());
      slot.about(RequestSlot.identityOf(source));
      checkTarget(ends, target);
      if (source.equals(target)) {
        return; // Two names of one file: rename(2) does nothing.
      }
      Inode moved = volume.inodes().retain(source);
      try {
        volume.names().learn(moved, ends.parent(), ends.name());
        if (target == null) {
          run(ends, moved, null);
        } else {
          replace(call, ends, moved, to.fd(), target);
        }
      } finally {
        volume.inodes().release(moved);
      }
    }
  }

  private static void checkTarget(Ends ends, FileHandle target) {
    if (target == null && ends.exchanges()) {
      throw new RequestRefused(Errno.ENOENT);
    }
    if (target != null && (ends.flags() & Directories.RENAME_NOREPLACE) != 0) {
      throw new RequestRefused(Errno.EEXIST);
    }
  }

  private void replace(Call call, Ends ends, Inode moved, int directoryFd, FileHandle target) {
    try (Victim victim = Victim.of(volume, call, directoryFd, ends.newName().bytes(), target)) {
      volume.names().learn(victim.inode(), ends.newParent(), ends.newName());
      if (ends.replaces()) {
        victim.requireEmpty();
        victim.keepAlive();
      }
      run(ends, moved, victim);
    }
  }

  private void run(Ends ends, Inode moved, Victim victim) {
    Operation operation =
        new Operation.Rename(
            ends.parent().fileId(),
            ends.name(),
            ends.newParent().fileId(),
            ends.newName(),
            ends.flags(),
            moved.fileId(),
            victim == null ? 0 : victim.inode().fileId());
    long now = Modifications.now();
    try {
      volume
          .modifications()
          .run(
              operation,
              now,
              () -> {
                int result = volume.modifications().applyLocally(operation, now);
                return victim != null && ends.replaces() ? victim.removedBy(result) : result;
              });
    } catch (RequestRefused e) {
      doubt(moved, victim);
      throw e;
    }
  }

  private void doubt(Inode moved, Victim victim) {
    volume.names().doubt(moved);
    if (victim != null) {
      volume.names().doubt(victim.inode());
    }
  }
}
