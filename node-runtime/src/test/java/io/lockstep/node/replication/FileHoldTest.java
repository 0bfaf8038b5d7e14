package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.write.WritePath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stands still while a file is held, and that both nodes then find the same. */
@Timeout(60)
class FileHoldTest extends TwoNodes {

  private static final int EIO = 5;
  private static final long FILE = 2000;
  private static final long OTHER = 2001;
  private static final int REGION_BYTES = 4096;

  private Recording answers;

  @BeforeEach
  void openMirrored() throws InterruptedException {
    answers = connect(1);
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    create("f", FILE);
    create("g", OTHER);
  }

  private void create(String name, long fileId) {
    Operation create =
        new Operation.Create(Operation.FIRST_ROOT, Name.of(name), fileId, 0100644, 0, 0, 0);
    assertThat(primary.execute(create, 1)).isZero();
  }

  private static Operation write(long fileId, long offset, byte... data) {
    MemorySegment bytes = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, data);
    return new Operation.Write(fileId, offset, bytes);
  }

  private static CompletableFuture<Integer> begin(CompletableFuture<Thread> thread, Work work) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    thread.complete(
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    result.complete(work.run());
                  } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                  }
                }));
    return result;
  }

  private interface Work {
    int run();
  }

  private static void awaitWaiting(CompletableFuture<Thread> thread) {
    await().until(() -> thread.get().getState() == Thread.State.WAITING);
  }

  private FileHold hold(Long... files) {
    return primary.pipeline.hold(Set.of(files)).orElseThrow();
  }

  private static Optional<LinkMessage> askForContent(long sequence) {
    byte[] name = "f".getBytes(StandardCharsets.UTF_8);
    return Optional.of(new LinkMessage.Verify(sequence, name));
  }

  private List<LinkMessage> received() {
    return answers.messages.stream().filter(LinkMessage.VerifyAnswer.class::isInstance).toList();
  }

  /** Each writer has a region of its own: what the kernel's lock does for one region. */
  @Test
  void bothNodesFindTheSameContentWhileThreeWritersGoOn() throws Exception {
    long seed = Long.getLong("lockstep.seed", System.nanoTime());
    AtomicBoolean writing = new AtomicBoolean(true);
    List<CompletableFuture<Integer>> writers = new ArrayList<>();
    for (int w = 0; w < 3; w++) {
      Random random = new Random(seed + w);
      long offset = (long) w * REGION_BYTES;
      writers.add(begin(new CompletableFuture<>(), () -> writeUntil(writing, offset, random)));
    }
    for (int round = 0; round < 300; round++) {
      byte[] here;
      try (FileHold hold = hold(FILE)) {
        assertThat(hold.tell(FileHoldTest::askForContent)).isEqualTo(FileHold.Sent.YES);
        here = primary.node.examine("f".getBytes(StandardCharsets.UTF_8));
      }
      int expected = round + 1;
      await().pollInterval(Duration.ofMillis(1)).until(() -> received().size() == expected);
      LinkMessage.VerifyAnswer there = (LinkMessage.VerifyAnswer) received().get(round);
      assertThat(there.answer()).as("seed " + seed + " round " + round).isEqualTo(here);
    }
    writing.set(false);
    int writes = 0;
    for (CompletableFuture<Integer> writer : writers) {
      writes += writer.get(20, TimeUnit.SECONDS);
    }
    assertThat(writes).isGreaterThan(300);
    assertThat(mirror.troubles).isEmpty();
  }

  private int writeUntil(AtomicBoolean writing, long region, Random random) {
    int writes = 0;
    while (writing.get()) {
      byte[] data = new byte[1 + random.nextInt(64)];
      random.nextBytes(data);
      int offset = random.nextInt(REGION_BYTES - data.length);
      assertThat(primary.execute(write(FILE, region + offset, data), writes)).isZero();
      writes++;
    }
    return writes;
  }

  @Test
  void aHoldWaitsForAnOperationWhoseLocalStepIsUnderWay() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    WritePath.LocalStep slow =
        () -> {
          begun.countDown();
          try {
            mayEnd.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return 0;
        };
    CompletableFuture<Integer> writer =
        begin(
            new CompletableFuture<>(),
            () -> primary.pipeline.execute(write(FILE, 0, (byte) 1), 5, slow));
    begun.await();

    CompletableFuture<Thread> holder = new CompletableFuture<>();
    AtomicReference<FileHold> held = new AtomicReference<>();
    CompletableFuture<Integer> holding =
        begin(
            holder,
            () -> {
              held.set(hold(FILE));
              return 0;
            });
    awaitWaiting(holder);
    assertThat(holding).isNotDone();

    mayEnd.countDown();
    assertThat(writer.get(10, TimeUnit.SECONDS)).isZero();
    assertThat(holding.get(10, TimeUnit.SECONDS)).isZero();
    held.get().close();
  }

  @Test
  void anOperationOnAHeldFileGetsNoPlaceBeforeItIsLetGoAndOthersDo() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    CompletableFuture<Integer> writer;
    long before = primary.pipeline.lastSequence();
    try (FileHold _ = hold(FILE)) {
      writer = begin(thread, () -> primary.execute(write(FILE, 0, (byte) 1), 5));
      awaitWaiting(thread);
      assertThat(primary.execute(write(OTHER, 0, (byte) 2), 6)).isZero();
      assertThat(primary.pipeline.lastSequence()).isEqualTo(before + 1);
      assertThat(writer).isNotDone();
    }
    assertThat(writer.get(10, TimeUnit.SECONDS)).isZero();
    assertThat(primary.pipeline.lastSequence()).isEqualTo(before + 2);
  }

  @Test
  void aHeldDirectoryHoldsItsNamesAndTheFilesThatAreRenamed() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    CompletableFuture<Integer> rename;
    long root = Operation.FIRST_ROOT;
    try (FileHold _ = hold(FILE)) {
      rename =
          begin(
              thread,
              () ->
                  primary.execute(
                      new Operation.Rename(root, Name.of("g"), root, Name.of("f"), 0, OTHER, FILE),
                      7));
      awaitWaiting(thread);
      assertThat(rename).isNotDone();
    }
    assertThat(rename.get(10, TimeUnit.SECONDS)).isZero();
    assertThat(primary.node.root.resolve("g")).doesNotExist();
  }

  @Test
  void aGateThatClosesEndsTheWaitAndTheHold() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    CompletableFuture<Integer> writer;
    try (FileHold hold = hold(FILE)) {
      writer = begin(thread, () -> primary.execute(write(FILE, 0, (byte) 1), 5));
      awaitWaiting(thread);
      primary.pipeline.closeGate(EIO);
      assertThat(writer.get(10, TimeUnit.SECONDS)).isEqualTo(-EIO);
      assertThat(hold.tell(FileHoldTest::askForContent)).isEqualTo(FileHold.Sent.NOT_MIRRORED);
      assertThat(hold.describe(write(FILE, 0, (byte) 1), 6)).isFalse();
    }
    assertThat(primary.pipeline.hold(Set.of(FILE))).isEmpty();
  }

  @Test
  void aNodeAloneHoldsNothing() throws Exception {
    primary.pipeline.freeze();
    primary.pipeline.openAlone(NodeFixture.segment(2, primary.pipeline.lastSequence() + 1));
    assertThat(primary.pipeline.hold(Set.of(FILE))).isEmpty();
    assertThat(primary.execute(write(FILE, 0, (byte) 1), 5)).isZero();
  }

  @Test
  void aDescriptionReachesTheMirrorAndLeavesThisNodeAsItIs() throws Exception {
    assertThat(primary.execute(write(FILE, 0, (byte) 'a'), 5)).isZero();
    Path there = mirrorNode.root.resolve("f");
    await().until(() -> Files.size(there) == 1);
    Files.writeString(there, "x");
    try (FileHold hold = hold(FILE)) {
      assertThat(hold.describe(write(FILE, 0, (byte) 'a'), 6)).isTrue();
    }
    await().until(() -> Files.readString(there).equals("a"));
    assertThat(primary.node.applied.low()).isEqualTo(primary.pipeline.lastSequence());
    assertThat(Files.readString(primary.node.root.resolve("f"))).isEqualTo("a");
  }
}
