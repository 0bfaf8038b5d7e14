package io.lockstep.node.capture;

import io.lockstep.journal.names.NameTable;
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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * A write path without a journal and a network: each operation is encoded, decoded, and applied to
 * a second tree before it reaches the first one. Every few operations a new segment begins, so that
 * files have to be found by their names again.
 */
final class ReplicatingWritePath implements WritePath, AutoCloseable {

  private static final int OPERATIONS_PER_SEGMENT = 61;

  private final BackingTree replica;
  private final FileTable files = new FileTable();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Operation> recorded = new ConcurrentLinkedQueue<>();
  private CapturedDirectories captured;
  private volatile Consumer<Operation> onItsWay = _ -> {};
  private NameTable bound = new NameTable();
  private long sequence;

  ReplicatingWritePath(Path replicaDirectory, Exclusion exclusion) {
    replica = BackingTree.open(List.of(replicaDirectory), exclusion);
  }

  /** The other half of the pair: who tells the names. */
  void captured(CapturedDirectories directories) {
    captured = directories;
  }

  /** Called when an operation has come here and is not in the order of all yet. */
  void onItsWay(Consumer<Operation> action) {
    onItsWay = action;
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
    onItsWay.accept(operation);
    if (!replicate(operation, timeNanos)) {
      return UNNAMED;
    }
    localStep.placed();
    int result = localStep.run();
    if (result < 0) {
      captured
          .tree()
          .healing(operation, captured.files(), captured::newFileId)
          .forEach(healing -> heal(healing, timeNanos));
    }
    return result;
  }

  private void heal(Operation healing, long timeNanos) {
    if (!replicate(healing, timeNanos)) {
      failures.add("no name for " + healing);
    }
  }

  /** Files have to be told by their names again. */
  synchronized void beginSegment() {
    bound = new NameTable();
    files.clear();
  }

  private synchronized boolean replicate(Operation operation, long timeNanos) {
    recorded.add(operation);
    if (++sequence % OPERATIONS_PER_SEGMENT == 0) {
      beginSegment();
    }
    for (long id : mentioned(operation)) {
      if (!bind(id)) {
        return false;
      }
    }
    apply(operation, timeNanos);
    captured.follow(operation);
    return true;
  }

  private boolean bind(long id) {
    if (id < Operation.FIRST_FILE || (bound.isBound(id) && !bound.isNameless(id))) {
      return true;
    }
    NameSource.Binding binding = captured.nameOf(id);
    if (binding == null || !bind(binding.parentId())) {
      return false;
    }
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
    bound.follow(operation);
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
      case Operation.OfFile op -> new long[] {op.fileId()};
    };
  }

  @Override
  public void close() {
    replica.close();
  }
}
