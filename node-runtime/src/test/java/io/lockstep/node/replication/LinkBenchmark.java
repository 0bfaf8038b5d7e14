package io.lockstep.node.replication;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.Create;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What reading by workers and spinning gain: 4 KiB writes through a pipeline to a receiver over
 * loopback, journals on both sides, no tree. Not a test; run {@code main} with a directory and
 * optionally the number of writes.
 */
public final class LinkBenchmark {

  private static final int WARM_UP = 3_000;

  private LinkBenchmark() {}

  /** A tree without a disk: what is measured is the way to the peer's journal and back. */
  private static final class NoTree implements TreeApplier {
    @Override
    public int apply(Operation operation, long timeNanos) {
      return 0;
    }

    @Override
    public void clearIds() {}
  }

  /** Prints the median and the 99th percentile for each way of waiting. */
  public static void main(String[] args) throws Exception {
    int count = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    for (int round = 0; round < 2; round++) {
      for (int writers : new int[] {1, 4}) {
        for (LinkOptions options :
            List.of(
                new LinkOptions(3_000, 0, false, 4 << 20),
                new LinkOptions(3_000, 50, false, 4 << 20),
                new LinkOptions(3_000, 0, true, 4 << 20),
                new LinkOptions(3_000, 20, true, 4 << 20),
                new LinkOptions(3_000, 50, true, 4 << 20),
                new LinkOptions(3_000, 100, true, 4 << 20))) {
          run(Files.createTempDirectory(Path.of(args[0]), "link"), options, writers, count);
        }
      }
    }
  }

  private static void run(Path directory, LinkOptions options, int writers, int count)
      throws Exception {
    try (LinkPair pair = LinkPair.open(options);
        NodeFixture mirror = new NodeFixture(directory.resolve("b"), 256L << 20);
        PrimaryFixture primary =
            new PrimaryFixture(new NodeFixture(directory.resolve("a"), 256L << 20));
        PeerConnection alpha = pair.connect();
        PeerConnection beta = pair.nextAccepted();
        Receiver receiver = receiver(mirror, beta)) {
      beta.start(new ReceiverHandler(receiver));
      alpha.start(primary.handler());
      primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
      report(options, writers, measure(primary, writers, count));
      primary.pipeline.freeze();
    }
  }

  private static Receiver receiver(NodeFixture mirror, PeerConnection beta) {
    MirrorFixture listener = new MirrorFixture(mirror);
    return new Receiver(
        mirror.journal, mirror.applied, new NoTree(), beta, bytes -> "", listener, 1);
  }

  private static long[] measure(PrimaryFixture primary, int writers, int count)
      throws InterruptedException {
    long[][] nanos = new long[writers][count / writers];
    List<Thread> threads = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      int index = w;
      threads.add(Thread.ofPlatform().start(() -> write(primary, index, nanos[index])));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return Arrays.stream(nanos).flatMapToLong(Arrays::stream).sorted().toArray();
  }

  private static void write(PrimaryFixture primary, int writer, long[] nanos) {
    long id = primary.nextId.getAndIncrement();
    Create create = new Create(1, Name.of("w" + writer), id, 0100644, 0, 0, 0);
    primary.pipeline.execute(create, 1, () -> 0);
    MemorySegment data = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(4096));
    for (int i = -WARM_UP; i < nanos.length; i++) {
      long start = System.nanoTime();
      primary.pipeline.execute(new Operation.Write(id, 0, data), 1, () -> 0);
      if (i >= 0) {
        nanos[i] = System.nanoTime() - start;
      }
    }
  }

  private static void report(LinkOptions options, int writers, long[] sorted) throws IOException {
    System.out.printf(
        "writers %d, workers read %5s, spin %3d us: median %6.1f us, p99 %7.1f us%n",
        writers,
        options.workersRead(),
        options.spinMicros(),
        sorted[sorted.length / 2] / 1e3,
        sorted[sorted.length * 99 / 100] / 1e3);
  }

  private record ReceiverHandler(Receiver receiver) implements LinkHandler {
    @Override
    public void message(long epoch, LinkMessage message) {
      receiver.message(epoch, message);
    }

    @Override
    public void record(MemorySegment record) {
      receiver.record(record);
    }

    @Override
    public void batchEnd() {
      receiver.batchEnd();
    }

    @Override
    public void closed(CloseReason reason, String why) {}
  }
}
