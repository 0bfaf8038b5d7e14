package io.lockstep.journal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SegmentKeeperTest {

  private static final long SEGMENT_BYTES = 1 << 20;

  @TempDir Path directory;
  private final LinkedBlockingQueue<Long> sealed = new LinkedBlockingQueue<>();
  private final List<SegmentWriter> writers = new ArrayList<>();
  private final SegmentKeeper keeper =
      new SegmentKeeper(
          "keeper",
          new JournalOptions(SEGMENT_BYTES, 0),
          finished -> sealed.add(finished.segment().number()),
          () -> {},
          failure -> {
            throw new AssertionError(failure);
          });

  @AfterEach
  void close() throws IOException {
    for (SegmentWriter writer : writers) {
      writer.close();
    }
  }

  private Segment finish(long number) throws IOException {
    Path segment = Files.createDirectory(directory.resolve("segment-" + number));
    SegmentWriter writer = SegmentWriter.prepare(segment, SEGMENT_BYTES);
    writers.add(writer);
    Segment finished = new Segment(number, new SegmentHeader(1, new UUID(1, 1), number), number, 0);
    keeper.finish(new SegmentKeeper.Finished(finished, writer));
    return finished;
  }

  @Test
  void twoFinishedSegmentsWaitAndTheOldestGoesFirst() throws Exception {
    keeper.start();
    finish(1);
    finish(2);
    finish(3);
    assertThat(sealed.poll(30, TimeUnit.SECONDS)).isEqualTo(1);
    keeper.close();
    assertThat(sealed).containsExactly(2L, 3L);
  }

  @Test
  void noneIsForgottenWhenItEnds() throws Exception {
    finish(1);
    keeper.start();
    keeper.close();
    assertThat(sealed).containsExactly(1L);
  }

  @Test
  void whatWasReleasedIsNotBroughtToDisk() throws Exception {
    Segment dropped = finish(1);
    finish(2);
    keeper.release(List.of(dropped));
    keeper.start();
    keeper.close();
    assertThat(sealed).containsExactly(2L);
  }
}
