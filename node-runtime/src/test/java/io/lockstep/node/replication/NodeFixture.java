package io.lockstep.node.replication;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalOptions;
import io.lockstep.journal.log.JournalReader;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.FileTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What a node has on its disk, without a link. */
final class NodeFixture implements TreeApplier, AutoCloseable {

  static final long TIMEOUT_MILLIS = 10_000;
  static final long SEGMENT_BYTES = 256 << 10;

  final Path root;
  final Journal journal;
  final AppliedMap applied;
  final BackingTree tree;
  final FileTable files = new FileTable();

  NodeFixture(Path directory) throws IOException {
    this(directory, SEGMENT_BYTES);
  }

  NodeFixture(Path directory, long segmentBytes) throws IOException {
    root = Files.createDirectories(directory.resolve("tree"));
    journal =
        Journal.open(directory.resolve("journal"), JournalOptions.ofSegmentBytes(segmentBytes));
    applied = AppliedMap.open(directory.resolve("applied"));
    tree = BackingTree.open(List.of(root), Exclusion.NONE);
    files.put(Operation.FIRST_ROOT, tree.rootHandle(0));
  }

  static SegmentHeader segment(long epoch, long firstSequence) {
    return new SegmentHeader(epoch, new UUID(7, epoch), firstSequence);
  }

  @Override
  public int apply(Operation operation, long timeNanos) {
    return tree.apply(operation, timeNanos, files);
  }

  /** The content of the file of that name. */
  @Override
  public byte[] examine(byte[] name) {
    try {
      return Files.readAllBytes(root.resolve(new String(name, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void clearIds() {
    files.clear();
    files.put(Operation.FIRST_ROOT, tree.rootHandle(0));
  }

  /** A hash of every record, by sequence. */
  SortedMap<Long, Integer> records(long from) {
    SortedMap<Long, Integer> hashes = new TreeMap<>();
    try (JournalReader reader = journal.reader(from)) {
      for (long sequence = from; reader.next(); sequence++) {
        hashes.put(sequence, Arrays.hashCode(reader.record().toArray(ValueLayout.JAVA_BYTE)));
      }
    }
    return hashes;
  }

  @Override
  public void close() {
    tree.close();
    applied.close();
    journal.close();
  }
}
