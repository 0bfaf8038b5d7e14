package io.lockstep.node.capture;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.FileTable;
import io.lockstep.node.write.NameSource;
import io.lockstep.node.write.WritePath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A write path without a journal and a network: each operation is encoded, decoded, and applied to
 * a second tree before it reaches the first one. Every few operations a new segment begins, so that
 * files have to be found by their names again.
 */
final class ReplicatingWritePath implements WritePath, AutoCloseable {

  private static final int OPERATIONS_PER_SEGMENT = 61;

  private final BackingTree replica;
  private final FileTable files = new FileTable();
  private final Set<Long> bound = new HashSet<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Operation> recorded = new ConcurrentLinkedQueue<>();
  private CapturedDirectories captured;
  private long sequence;

  ReplicatingWritePath(Path replicaDirectory, Exclusion exclusion) {
    replica = BackingTree.open(List.of(replicaDirectory), exclusion);
  }

  /** The other half of the pair: who tells the names. */
  void captured(CapturedDirectories directories) {
    captured = directories;
  }

  /** What went wrong at the replica; empty if all is well. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** That errno at the replica was meant to happen. */
  void expectFailure(int errno) {
    failures.removeIf(failure -> failure.startsWith(Errno.name(errno)));
  }

  /** The operations so far, binds left out; data is not to be looked at any more. */
  List<Operation> recorded() {
    return List.copyOf(recorded);
  }

  @Override
  public int execute(Operation operation, long timeNanos, LocalStep localStep) {
    replicate(operation, timeNanos);
    localStep.placed();
    int result = localStep.run();
    if (result < 0) {
      captured
          .tree()
          .healing(operation, captured.files(), captured::newFileId)
          .forEach(healing -> replicate(healing, timeNanos));
    }
    return result;
  }

  private synchronized void replicate(Operation operation, long timeNanos) {
    recorded.add(operation);
    if (++sequence % OPERATIONS_PER_SEGMENT == 0) {
      bound.clear();
      files.clear();
    }
    for (long id : mentioned(operation)) {
      if (!bind(id)) {
        failures.add("no name of file " + id + " for " + operation);
        return;
      }
    }
    apply(operation, timeNanos);
    introduced(operation);
    captured.follow(operation);
  }

  private boolean bind(long id) {
    if (id < Operation.FIRST_FILE || bound.contains(id)) {
      return true;
    }
    NameSource.Binding binding = captured.nameOf(id);
    if (binding == null || !bind(binding.parentId())) {
      return false;
    }
    bound.add(id);
    apply(new Operation.Bind(id, binding.parentId(), binding.name()), 0);
    return true;
  }

  private void apply(Operation operation, long timeNanos) {
    Entry entry = new Entry(1, sequence, timeNanos, operation);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment record = arena.allocate(OperationCodec.encodedBytes(operation), 8);
      OperationCodec.encode(entry, record, 0);
      int result = replica.apply(OperationCodec.decode(record).operation(), timeNanos, files);
      if (result != 0) {
        failures.add(Errno.name(result) + " for " + operation);
      }
    }
  }

  private void introduced(Operation operation) {
    switch (operation) {
      case Operation.Create op -> bound.add(op.fileId());
      case Operation.MakeDirectory op -> bound.add(op.fileId());
      case Operation.Symlink op -> bound.add(op.fileId());
      case Operation.Heal op -> bound.add(op.fileId());
      default -> {}
    }
  }

  private static long[] mentioned(Operation operation) {
    return switch (operation) {
      case Operation.Bind _ -> new long[0];
      case Operation.Create op -> new long[] {op.parentId()};
      case Operation.MakeDirectory op -> new long[] {op.parentId()};
      case Operation.Symlink op -> new long[] {op.parentId()};
      case Operation.Heal op -> new long[] {op.parentId()};
      case Operation.Link op -> new long[] {op.fileId(), op.parentId()};
      case Operation.Unlink op -> new long[] {op.parentId(), op.fileId()};
      case Operation.RemoveDirectory op -> new long[] {op.parentId(), op.fileId()};
      case Operation.Rename op ->
          new long[] {op.parentId(), op.newParentId(), op.fileId(), op.replacedId()};
      case Operation.Write op -> new long[] {op.fileId()};
      case Operation.Truncate op -> new long[] {op.fileId()};
      case Operation.SetAttributes op -> new long[] {op.fileId()};
      case Operation.SetXattr op -> new long[] {op.fileId()};
      case Operation.RemoveXattr op -> new long[] {op.fileId()};
      case Operation.Allocate op -> new long[] {op.fileId()};
      case Operation.Barrier op -> new long[] {op.fileId()};
    };
  }

  @Override
  public void close() {
    replica.close();
  }
}
