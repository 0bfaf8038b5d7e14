package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.log.NoSegmentException;
import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.tree.Tmpfs;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The primary's journal takes no more while a file is described to the mirror. */
@Timeout(60)
class FullJournalTest extends TwoNodes {

  private static final long FILE = 2000;
  private static final long FIRST_DIRECTORY = 10_000;
  private static final int DEPTH = 3800;
  private static final int MIB = 1 << 20;

  private Tmpfs disk;

  @Override
  long segmentBytes() {
    return 6 * MIB;
  }

  @BeforeEach
  void openOnASmallDisk() throws Exception {
    primary.close();
    Path point = Files.createDirectory(directory.resolve("small"));
    disk = Tmpfs.mount(point, "size=24m");
    primary = new PrimaryFixture(new NodeFixture(point, segmentBytes()));
    connect(1);
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    execute(new Operation.Create(1, Name.of("f"), FILE, 0100644, 0, 0, 0));
  }

  @AfterEach
  void removeTheDisk() {
    primary.close();
    disk.close();
  }

  private void execute(Operation operation) {
    assertThat(primary.execute(operation, 1)).isZero();
  }

  private static Operation.Write write(long fileId, int bytes) {
    return new Operation.Write(
        fileId, 0, MemorySegment.ofBuffer(ByteBuffer.allocateDirect(bytes)).fill((byte) 1));
  }

  /** Until it takes nothing more. */
  private void fillTheDisk() throws IOException {
    byte[] zeros = new byte[MIB];
    try (OutputStream out = Files.newOutputStream(disk.directory().resolve("filler"))) {
      while (true) {
        out.write(zeros);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  /** A file so deep that telling the mirror where it is takes more than a megabyte. */
  private long aDeepFile() {
    Name name = Name.of("d".repeat(255));
    for (int i = 0; i < DEPTH; i++) {
      long parent = i == 0 ? Operation.FIRST_ROOT : FIRST_DIRECTORY + i - 1;
      primary.follow(new Operation.Bind(FIRST_DIRECTORY + i, parent, name));
    }
    return FIRST_DIRECTORY + DEPTH - 1;
  }

  private void describe(long fileId) {
    try (FileHold hold = primary.pipeline.hold(Set.of(fileId)).orElseThrow()) {
      assertThat(hold.describe(write(fileId, MIB), 6)).isFalse();
    }
    assertThat(primary.failures).hasSize(1).first().isInstanceOf(NoSegmentException.class);
  }

  /** The segment has room for the names, not for the content behind them. */
  @Test
  void aDescriptionThatIsNotJournaledClosesTheGate() throws Exception {
    writes(5);
    execute(write(FILE, MIB - MIB / 8));
    fillTheDisk();
    describe(aDeepFile());
    assertThat(primary.pipeline.lastSequence()).isGreaterThan(DEPTH);
    // The next operation would get a sequence that counts as applied already.
    assertThat(primary.node.applied.highest()).isGreaterThan(primary.pipeline.lastSequence());
    assertThat(primary.pipeline.hold(Set.of(FILE))).isEmpty();
  }

  @Test
  void aDescriptionForWhichThereIsNoSegmentNeverWas() throws Exception {
    writes(1);
    fillTheDisk();
    writes(5);
    describe(FILE);
    assertThat(primary.node.applied.highest()).isEqualTo(primary.pipeline.lastSequence());
    Files.delete(disk.directory().resolve("filler"));
    execute(write(FILE, 1));
  }

  private void writes(int mebibytes) {
    for (int i = 0; i < mebibytes; i++) {
      execute(write(FILE, MIB));
    }
  }
}
