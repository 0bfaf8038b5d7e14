package io.lockstep.control.conflicts;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalOptions;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import io.lockstep.node.conflict.ArchivePlan;
import io.lockstep.node.conflict.ArchiveWriter;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** A state directory with one archive, of a file {@code note} that a node alone had made. */
public record ArchiveFixture(Path stateDirectory) {

  public static final String ID = "20260102-030405-006";
  public static final String CONTENT = "acknowledged here alone";

  private static final long NOTE = 2000;

  /** Makes it below an empty directory. */
  public static ArchiveFixture make(Path directory) throws IOException {
    return make(directory, "note");
  }

  /** The same of a file with another name. */
  public static ArchiveFixture make(Path directory, String name) throws IOException {
    Path state = directory.resolve("state");
    Path module = Files.createDirectories(state.resolve("modules/demo"));
    Path data = Files.createDirectory(directory.resolve("original"));
    Files.writeString(data.resolve(name), CONTENT);
    try (Journal journal =
        Journal.open(module.resolve("journal"), new JournalOptions(1 << 20, 0))) {
      journal.beginSegment(new SegmentHeader(1, new UUID(1, 1), 1));
      append(journal, new Operation.Create(1, Name.of(name), NOTE, 0100644, 0, 0, 0));
      try (Arena arena = Arena.ofConfined()) {
        append(journal, new Operation.Write(NOTE, 0, arena.allocateFrom(CONTENT)));
      }
      new ArchiveWriter(module.resolve("conflicts"), plan(data), journal, () -> false).write();
    }
    return new ArchiveFixture(state);
  }

  private static ArchivePlan plan(Path data) {
    NodeRecord record = NodeRecord.fresh("demo", "demo", "alpha", "boot");
    return new ArchivePlan(
        ID,
        1000,
        record,
        "beta",
        "given up",
        0,
        2,
        true,
        List.of(Path.of("/srv/data")),
        List.of(data),
        Exclusion.NONE);
  }

  private static void append(Journal journal, Operation operation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment record = arena.allocate(OperationCodec.encodedBytes(operation));
      Entry entry = new Entry(1, journal.lastSequence() + 1, 1_000_000_000L, operation);
      OperationCodec.encode(entry, record, 0);
      journal.append(record);
    }
  }

  public Archive archive() throws IOException {
    return new Archives(stateDirectory).find(ID).orElseThrow();
  }
}
