package io.lockstep.node.capture;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.capture.protocol.InitNegotiation;
import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.capture.protocol.RequestBody.Fallocate;
import io.lockstep.node.capture.protocol.RequestBody.Fsync;
import io.lockstep.node.capture.protocol.RequestBody.Lseek;
import io.lockstep.node.capture.protocol.RequestBody.Read;
import io.lockstep.node.capture.protocol.RequestBody.Write;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import java.lang.foreign.MemorySegment;

/** READ, WRITE, FSYNC, FSYNCDIR, FALLOCATE, LSEEK. */
final class DataHandlers {

  private static final int ALLOCATION_MODES =
      Descriptors.FALLOC_FL_KEEP_SIZE
          | Descriptors.FALLOC_FL_PUNCH_HOLE
          | Descriptors.FALLOC_FL_ZERO_RANGE;

  private final Volume volume;

  DataHandlers(Volume volume) {
    this.volume = volume;
  }

  void read(Call call) {
    Request request = call.request();
    OpenFile file = volume.usable(call, request.longAt(Read.HANDLE));
    int size = Math.min(request.intAt(Read.SIZE), InitNegotiation.MAX_WRITE_BYTES);
    long bytes =
        Descriptors.pread(file.fd(), call.reply().payload(), size, request.longAt(Read.OFFSET));
    call.reply().data((int) RequestRefused.check(bytes));
  }

  void write(Call call) {
    Request request = call.request();
    OpenFile file = volume.usable(call, request.longAt(Write.HANDLE));
    long offset = request.longAt(Write.OFFSET);
    int size = request.intAt(Write.SIZE);
    MemorySegment data = request.viewAt(Write.BYTES, size);
    Inode inode = file.inode();
    if (inode.isNameless()) {
      RequestRefused.check(LocalFile.write(file.fd(), data, offset));
    } else {
      boolean byOrdinaryUser = (request.intAt(Write.WRITE_FLAGS) & Write.KILL_SUIDGID) != 0;
      writeNamed(call, file, data, offset, byOrdinaryUser);
    }
    call.reply().size(size);
  }

  private void writeNamed(
      Call call, OpenFile file, MemorySegment data, long offset, boolean byOrdinaryUser) {
    Inode inode = file.inode();
    long now = Modifications.now();
    if (byOrdinaryUser && !inode.isUnprivileged()) {
      RequestRefused.check(call.stat().read(file.fd()));
      volume.modifications().dropPrivileges(inode, call.stat(), now);
    }
    volume
        .modifications()
        .runTimed(
            new Operation.Write(inode.fileId(), offset, data),
            now,
            now,
            inode,
            () -> LocalFile.write(file.fd(), data, offset),
            mtimeNanos -> LocalFile.modified(file.fd(), mtimeNanos));
  }

  void fsync(Call call) {
    Request request = call.request();
    OpenFile file = volume.opened(call, request.longAt(Fsync.HANDLE));
    boolean dataOnly = (request.intAt(Fsync.FLAGS) & Fsync.DATA_ONLY) != 0;
    Inode inode = file.inode();
    if (inode.isNameless() || call.access() != Access.WRITE) {
      RequestRefused.check(sync(file.fd(), dataOnly));
      return;
    }
    volume.modifications().ensureNamed(inode);
    volume
        .modifications()
        .run(
            new Operation.Barrier(inode.fileId(), dataOnly),
            Modifications.now(),
            () -> sync(file.fd(), dataOnly));
  }

  private static int sync(int fd, boolean dataOnly) {
    return dataOnly ? Descriptors.fdatasync(fd) : Descriptors.fsync(fd);
  }

  void fallocate(Call call) {
    Request request = call.request();
    OpenFile file = volume.usable(call, request.longAt(Fallocate.HANDLE));
    long offset = request.longAt(Fallocate.OFFSET);
    long length = request.longAt(Fallocate.LENGTH);
    int mode = request.intAt(Fallocate.MODE);
    if ((mode & ~ALLOCATION_MODES) != 0) {
      throw new RequestRefused(Errno.EOPNOTSUPP);
    }
    Inode inode = file.inode();
    if (inode.isNameless()) {
      RequestRefused.check(Descriptors.fallocate(file.fd(), mode, offset, length));
      return;
    }
    long now = Modifications.now();
    volume
        .modifications()
        .runTimed(
            new Operation.Allocate(inode.fileId(), mode, offset, length),
            now,
            now,
            inode,
            () -> Descriptors.fallocate(file.fd(), mode, offset, length),
            mtimeNanos -> LocalFile.modified(file.fd(), mtimeNanos));
  }

  void lseek(Call call) {
    Request request = call.request();
    OpenFile file = volume.opened(call, request.longAt(Lseek.HANDLE));
    int whence = request.intAt(Lseek.WHENCE);
    if (whence != Descriptors.SEEK_DATA && whence != Descriptors.SEEK_HOLE) {
      throw new RequestRefused(Errno.EINVAL);
    }
    long found = Descriptors.lseek(file.fd(), request.longAt(Lseek.OFFSET), whence);
    call.reply().offset(RequestRefused.check(found));
  }
}
