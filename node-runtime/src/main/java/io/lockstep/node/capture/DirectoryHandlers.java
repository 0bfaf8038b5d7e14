package io.lockstep.node.capture;

import io.lockstep.node.capture.protocol.DirectoryListing;
import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.capture.protocol.RequestBody.Read;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.tree.FileHandle;
import java.lang.foreign.MemorySegment;

/** READDIR and READDIRPLUS. Offsets are those of the original's getdents64(2). */
final class DirectoryHandlers {

  /** An entry's share of the answer compared to its record, so that little is read in vain. */
  private static final int PLUS_FACTOR = 4;

  /** Room for the longest record. */
  private static final int MIN_READ_BYTES = 512;

  private final Volume volume;

  DirectoryHandlers(Volume volume) {
    this.volume = volume;
  }

  void readdir(Call call) {
    read(call, false);
  }

  void readdirplus(Call call) {
    read(call, true);
  }

  private void read(Call call, boolean plus) {
    Request request = call.request();
    OpenFile directory = volume.opened(call, request.longAt(Read.HANDLE));
    int size = request.intAt(Read.SIZE);
    call.listing().begin(call.reply().payload(), size);
    long changes = plus ? volume.names().changesOf(directory.inode()) : Names.UNSTABLE;
    // The descriptor's position is shared by all requests for this open directory.
    synchronized (directory) {
      seek(directory, request.longAt(Read.OFFSET));
      MemorySegment records = call.scratch();
      long wanted = Math.max(MIN_READ_BYTES, plus ? size / PLUS_FACTOR : size);
      long filled =
          RequestRefused.check(
              Directories.getdents64(
                  directory.fd(), records, Math.min(wanted, records.byteSize())));
      directory.directoryOffset = pack(call, directory, filled, changes, plus);
    }
    call.reply().data(call.listing().bytes());
  }

  private static void seek(OpenFile directory, long offset) {
    if (directory.directoryOffset != offset || offset == 0) {
      RequestRefused.check(Descriptors.lseek(directory.fd(), offset, Descriptors.SEEK_SET));
      directory.directoryOffset = offset;
    }
  }

  /** Answers the position of the descriptor, or -1 if records behind the answer have been read. */
  private long pack(Call call, OpenFile directory, long filled, long changes, boolean plus) {
    MemorySegment records = call.scratch();
    long position = directory.directoryOffset;
    for (long at = 0; at < filled; at += Dirent.length(records, at)) {
      byte[] name = Dirent.name(records, at);
      if (!call.listing().fits(name.length, plus)) {
        return -1;
      }
      position = Dirent.nextOffset(records, at);
      if (plus) {
        addPlus(call, directory, records, at, name, changes);
      } else {
        call.listing().add(name, Dirent.ino(records, at), position, Dirent.type(records, at));
      }
    }
    return position;
  }

  private void addPlus(
      Call call, OpenFile directory, MemorySegment records, long at, byte[] name, long changes) {
    DirectoryListing listing = call.listing();
    long next = Dirent.nextOffset(records, at);
    int type = Dirent.type(records, at);
    FileHandle handle =
        Dirent.isDot(name) || volume.inodes().isCrowded()
            ? null
            : volume.original().handleAt(directory.fd(), name);
    if (handle == null || call.stat().read(directory.fd(), name) < 0) {
      listing.addUnknown(name, Dirent.ino(records, at), next, type);
      return;
    }
    Node node = volume.inodes().lookUp(handle, call.stat().isRegular());
    volume.names().learn(node.inode(), directory.inode(), name, changes);
    listing.addPlus(name, next, type, node.id(), call.validSeconds(), call.stat());
  }
}
