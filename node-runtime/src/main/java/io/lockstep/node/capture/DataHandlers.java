package io.lockstep.node.capture;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.capture.protocol.InitNegotiation;
import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.capture.protocol.RequestBody.Fallocate;
import io.lockstep.node.capture.protocol.RequestBody.Flush;
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
    file.inode().awaitWritten();
    int size = Math.min(request.intAt(Read.SIZE), InitNegotiation.MAX_WRITE_BYTES);
    long bytes =
        Descriptors.pread(file.fd(), call.reply().payload(), size, request.longAt(Read.OFFSET));
    call.reply().data((int) RequestRefused.check(bytes));
  }

  void write(Call call) {
    Request request = call.request();
    OpenFile file = volume.usable(call, request.longAt(Write.HANDLE));
    long offset = request.longAt(Write.OFFSET);
    long size = SizeLimit.fitting(file.fd(), offset, request.intAt(Write.SIZE));
    MemorySegment data = request.viewAt(Write.BYTES, size);
    Inode inode = file.inode();
    long now = Modifications.now();
    if ((request.intAt(Write.WRITE_FLAGS) & Write.KILL_SUIDGID) != 0) {
      SetIdBits.drop(volume, call, inode, now);
    }
    if (inode.isNameless()) {
      RequestRefused.check(LocalFile.write(file.fd(), data, offset));
    } else {
      Operation.Write write = new Operation.Write(inode.fileId(), offset, data);
      if (isKeptBack(request)) {
        writeKeptBack(call, file, write, now);
      } else {
        volume.modifications().write(write, now, file, () -> {});
      }
    }
    call.reply().size((int) size);
  }

  private boolean isKeptBack(Request request) {
    return volume.agreement().isWriteback()
        && (request.intAt(Write.WRITE_FLAGS) & Write.CACHE) != 0;
  }

  /**
   * Pages that no program waits for: answered as soon as they are journaled, before everything that
   * does wait. A sync, a close and a read wait until they are over.
   */
  private void writeKeptBack(Call call, OpenFile file, Operation.Write write, long now) {
    Runnable answer =
        () -> {
          call.reply().size((int) write.data().byteSize());
          call.answerNow();
        };
    try {
      volume.modifications().write(write, now, file, answer);
    } catch (RequestRefused refused) {
      if (!call.isAnswered()) {
        throw refused;
      }
      file.inode().lostWrites().add(refused.errno());
    }
  }

  /** A close, of a file of which the kernel may have kept pages back. */
  void flush(Call call) {
    Inode inode = volume.opened(call, call.request().longAt(Flush.HANDLE)).inode();
    inode.awaitWritten();
    inode.lostWrites().check();
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
    inode.syncHabit().synced(dataOnly);
    volume.modifications().ensureNamed(inode);
    volume
        .modifications()
        .run(
            new Operation.Barrier(inode.fileId(), dataOnly),
            Modifications.now(),
            () -> {
              inode.awaitWritten();
              return sync(file.fd(), dataOnly);
            });
    inode.lostWrites().check();
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
    SizeLimit.require(file.fd(), offset + length);
    Inode inode = file.inode();
    long now = Modifications.now();
    if (request.uid() != 0) {
      // The kernel does not say whether it must be done, as it does for a write.
      SetIdBits.drop(volume, call, inode, now);
    }
    if (inode.isNameless()) {
      RequestRefused.check(Descriptors.fallocate(file.fd(), mode, offset, length));
      return;
    }
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

  /**
   * Only where no written page is kept back by the kernel: it does not send those first, so that
   * the original would show a hole where there is data, and who copies by holes would lose it.
   * ENOSYS makes the kernel answer by itself, once and for all, that there are none (lseek(2)).
   */
  void lseek(Call call) {
    if (volume.agreement().isWriteback()) {
      throw new RequestRefused(Errno.ENOSYS);
    }
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
