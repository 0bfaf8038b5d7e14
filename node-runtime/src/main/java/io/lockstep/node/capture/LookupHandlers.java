package io.lockstep.node.capture;

import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.capture.protocol.RequestBody.Forget;
import io.lockstep.node.tree.FileHandle;

/** LOOKUP, FORGET, BATCH_FORGET. */
final class LookupHandlers {

  private final Volume volume;

  LookupHandlers(Volume volume) {
    this.volume = volume;
  }

  void lookup(Call call) {
    Inode parent = volume.inode(call);
    byte[] name = Volume.nameAt(call, 0);
    long changes = volume.names().changesOf(parent);
    try (Original.Lease directory = volume.original().lease(parent)) {
      FileHandle handle = volume.original().handleAt(directory.fd(), name);
      if (handle == null) {
        call.reply().negativeEntry(negativeSeconds(call));
        return;
      }
      RequestRefused.check(call.stat().read(directory.fd(), name));
      Node node = volume.inodes().lookUp(handle, call.stat().isRegular());
      volume.names().learn(node.inode(), parent, name, changes);
      call.reply().entry(node.id(), call.validSeconds(), call.stat());
    }
  }

  /** Cached absence can be revoked only by the kernel's epoch. */
  private long negativeSeconds(Call call) {
    return volume.agreement().hasIncrementEpoch() ? call.validSeconds() : 0;
  }

  void forget(Call call) {
    Request request = call.request();
    forget(request.nodeId(), request.longAt(Forget.LOOKUPS));
    call.reply().none();
  }

  void batchForget(Call call) {
    Request request = call.request();
    int count = request.intAt(Forget.BATCH_COUNT);
    for (int i = 0; i < count; i++) {
      int item = Forget.BATCH_ITEMS + i * Forget.ITEM_BYTES;
      forget(request.longAt(item + Forget.ITEM_NODE), request.longAt(item + Forget.ITEM_LOOKUPS));
    }
    call.reply().none();
  }

  private void forget(long nodeId, long lookups) {
    volume.inodes().forget(volume.original().root(), nodeId, lookups);
  }
}
