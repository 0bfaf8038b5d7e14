package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.log.NoSegmentException;
import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.tree.Redo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An operation that is journaled and cannot be finished ends the service, not the redo. */
@Timeout(30)
class UnfinishedTest implements PipelineListener {

  private static final int EIO = 5;
  private static final int ENOSPC = 28;

  @TempDir Path directory;
  private final List<String> told = new ArrayList<>();
  private boolean recordWritable = true;
  private PrimaryFixture names;
  private WritePipeline pipeline;
  private long nextId = Operation.FIRST_FILE;

  @BeforeEach
  void open() throws IOException {
    names = new PrimaryFixture(new NodeFixture(directory));
    pipeline =
        new WritePipeline(
            names.node.journal,
            names.node.applied,
            names,
            failed -> {
              throw new IllegalStateException("cannot look at the tree");
            },
            this);
  }

  @AfterEach
  void close() {
    pipeline.close();
    names.close();
  }

  @Override
  public void beforeFirstAloneAck(long epoch) {
    if (!recordWritable) {
      throw new UncheckedIOException(new IOException("No space left on device"));
    }
  }

  @Override
  public void journalRefuses(NoSegmentException cause) {
    told.add("refused");
  }

  @Override
  public void localStepRefused(Operation operation, int result) {}

  @Override
  public void journalFailed(Throwable cause) {
    told.add("journal");
  }

  @Override
  public void finishFailed(long sequence, Throwable cause) {
    told.add("unfinished " + sequence);
  }

  @Override
  public void localSyncFailed(long fileId, int result) {
    told.add("sync");
  }

  private Operation make(String name) {
    return new Operation.MakeDirectory(
        Operation.FIRST_ROOT, Name.of(name), nextId++, 0040755, 0, 0);
  }

  private int execute(Operation operation) {
    return pipeline.execute(operation, 1_000, () -> names.node.apply(operation, 1_000));
  }

  /** Everything journaled is in the tree after the redo that comes with the next role. */
  private void isFinishedByARedo(String... expected) {
    long end = names.node.journal.lastSequence();
    Redo.Result result = Redo.run(names.node.journal, names.node.applied, names.node.tree, end);
    assertThat(result.failure()).isEmpty();
    assertThat(names.node.applied.low()).isEqualTo(end);
    for (String name : expected) {
      assertThat(Files.isDirectory(names.node.root.resolve(name))).as(name).isTrue();
    }
  }

  @Test
  void whatCannotBeHealedClosesTheGate() {
    pipeline.openAlone(NodeFixture.segment(1, 1));
    assertThat(execute(make("a"))).isZero();
    assertThat(pipeline.execute(make("b"), 1_000, () -> -ENOSPC)).isEqualTo(-EIO);
    assertThat(told).containsExactly("unfinished 2");
    assertThat(execute(make("c"))).isEqualTo(-EIO);
    assertThat(names.node.journal.lastSequence()).isEqualTo(2);
    isFinishedByARedo("a", "b");
  }

  @Test
  void aFirstUseThatCannotBeNotedClosesTheGate() {
    recordWritable = false;
    pipeline.openAlone(NodeFixture.segment(1, 1));
    assertThat(execute(make("a"))).isEqualTo(-EIO);
    assertThat(told).containsExactly("unfinished 1");
    recordWritable = true;
    // The peer would be sent an operation that this tree has never had.
    assertThat(execute(make("b"))).isEqualTo(-EIO);
    assertThat(names.node.journal.lastSequence()).isEqualTo(1);
    isFinishedByARedo("a");
  }
}
