package io.lockstep.node.replication;

import io.lockstep.journal.log.NoSegmentException;
import io.lockstep.journal.names.NameTable;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.write.NameSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A node that takes writes: names as the capture layer knows them, and the pipeline. */
final class PrimaryFixture implements NameSource, PipelineListener, AutoCloseable {

  final NodeFixture node;
  final WritePipeline pipeline;
  final AtomicLong nextId = new AtomicLong(Operation.FIRST_FILE);
  final List<Long> aloneEpochs = new CopyOnWriteArrayList<>();
  final List<Throwable> failures = new CopyOnWriteArrayList<>();
  final AtomicReference<Replay> replay = new AtomicReference<>();
  private final NameTable names = new NameTable();

  PrimaryFixture(NodeFixture node) {
    this.node = node;
    this.pipeline =
        new WritePipeline(
            node.journal,
            node.applied,
            this,
            failed -> node.tree.healing(failed, node.files, nextId::getAndIncrement),
            this);
  }

  int execute(Operation operation, long timeNanos) {
    return pipeline.execute(operation, timeNanos, () -> node.apply(operation, timeNanos));
  }

  /** What a module does with the messages of a mirrored connection. */
  Recording handler() {
    return new Recording() {
      @Override
      public void message(long epoch, LinkMessage message) {
        if (message instanceof LinkMessage.Ack ack) {
          pipeline.acknowledged(epoch, ack.sequence());
        }
        if (message instanceof LinkMessage.Synced synced) {
          pipeline.synced(epoch, synced.sequence());
        }
        Replay running = replay.get();
        if (running != null) {
          running.message(message);
        }
        super.message(epoch, message);
      }

      @Override
      public void closed(CloseReason reason, String why) {
        Replay running = replay.get();
        if (running != null) {
          running.connectionClosed(why);
        }
        super.closed(reason, why);
      }
    };
  }

  @Override
  public Binding nameOf(long fileId) {
    return names.placeOf(fileId).map(p -> new Binding(p.parentId(), p.name())).orElse(null);
  }

  @Override
  public void follow(Operation operation) {
    names.follow(operation);
  }

  @Override
  public void beforeFirstAloneAck(long epoch) {
    aloneEpochs.add(epoch);
  }

  @Override
  public void journalRefuses(NoSegmentException cause) {
    failures.add(cause);
  }

  @Override
  public void localStepRefused(Operation operation, int result) {}

  @Override
  public void journalFailed(Throwable cause) {
    failures.add(cause);
  }

  @Override
  public void finishFailed(long sequence, Throwable cause) {
    failures.add(new IllegalStateException("unfinished " + sequence, cause));
  }

  @Override
  public void localSyncFailed(long fileId, int result) {
    failures.add(new IllegalStateException("local sync " + fileId + " " + result));
  }

  @Override
  public void close() {
    pipeline.close();
    node.close();
  }
}
