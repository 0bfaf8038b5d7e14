package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeerConnectionTest {

  private LinkPair pair;
  private PeerConnection alpha;
  private PeerConnection beta;
  private final Recording atAlpha = new Recording();
  private final Recording atBeta = new Recording();

  @BeforeEach
  void open() throws Exception {
    pair = LinkPair.open(LinkOptions.DEFAULT);
    alpha = pair.connect();
    beta = pair.nextAccepted();
  }

  @AfterEach
  void close() {
    alpha.close();
    beta.close();
    pair.close();
  }

  /** Something with the header of a record: the connection looks at nothing else. */
  private static MemorySegment record(int bytes) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(0, bytes).put(8, (byte) 1).put(9, (byte) 9);
    return MemorySegment.ofBuffer(buffer);
  }

  @Test
  void recordsAndMessagesArriveInOrderWhateverTheirSizes() {
    beta.start(atBeta);
    Random random = new Random(1);
    List<Integer> sizes =
        IntStream.range(0, 400).mapToObj(_ -> 40 + random.nextInt(300_000)).toList();
    for (int size : sizes) {
      assertThat(alpha.sendRecord(record(size))).isTrue();
      alpha.send(3, new LinkMessage.Ack(size));
    }
    await().until(() -> atBeta.messages.size() == sizes.size());
    assertThat(atBeta.records).isEqualTo(sizes);
    assertThat(atBeta.batches.get()).isBetween(1, 800);
    assertThat(atBeta.overlaps).hasValue(0);
  }

  @Test
  void theEndIsToldOnBothSides() {
    alpha.start(atAlpha);
    beta.start(atBeta);
    alpha.close();
    await().until(() -> !atAlpha.ends.isEmpty() && !atBeta.ends.isEmpty());
    assertThat(atAlpha.ends).containsExactly(CloseReason.LOCAL);
    assertThat(atBeta.ends).containsExactly(CloseReason.PEER);
    assertThat(beta.send(new LinkMessage.Ack(1))).isFalse();
  }

  @Test
  void aBlockedSendIsUnblockedByClose() throws Exception {
    AtomicBoolean sending = new AtomicBoolean(true);
    AtomicLong sent = new AtomicLong();
    Thread sender =
        Thread.ofPlatform()
            .start(
                () -> {
                  MemorySegment record = record(1 << 20);
                  while (alpha.sendRecord(record)) {
                    sent.incrementAndGet();
                  }
                  sending.set(false);
                });
    // Beta never reads: sooner or later the sockets are full and the count stands still.
    AtomicLong seen = new AtomicLong();
    await()
        .during(java.time.Duration.ofMillis(200))
        .until(() -> sent.get() > 0 && seen.getAndSet(sent.get()) == sent.get());
    assertThat(sending).isTrue();
    alpha.close();
    sender.join(5_000);
    assertThat(sending).isFalse();
  }

  @Test
  void aMalformedFrameClosesTheConnection() {
    beta.start(atBeta);
    MemorySegment bad = record(64);
    bad.set(ValueLayout.JAVA_INT_UNALIGNED, 0, 5);
    alpha.sendRecord(bad);
    await().until(() -> !atBeta.ends.isEmpty());
    assertThat(atBeta.ends).containsExactly(CloseReason.PROTOCOL);
  }

  @Test
  void fuzzedFramesCloseTheConnectionOrAreDelivered() throws Exception {
    for (int seed = 0; seed < 40; seed++) {
      try (PeerConnection from = pair.connect();
          PeerConnection to = pair.nextAccepted()) {
        Recording heard = new Recording();
        to.start(heard);
        sendMutations(from, new Random(seed));
        from.close();
        await("seed " + seed).until(() -> !heard.ends.isEmpty());
        assertThat(heard.ends).as("seed %d", seed).hasSize(1);
      }
    }
  }

  private static void sendMutations(PeerConnection to, Random random) {
    for (int i = 0; i < 20; i++) {
      byte[] frame = LinkCodec.encode(1, new LinkMessage.Trouble(i, 5, "disk"));
      frame[random.nextInt(frame.length)] ^= (byte) random.nextInt(256);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment copy = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(frame.length));
        MemorySegment.copy(frame, 0, copy, ValueLayout.JAVA_BYTE, 0, frame.length);
        to.sendRecord(copy);
      }
    }
  }

  /** Many threads send, wait for the echo and take turns in reading: none may be forgotten. */
  @Test
  void waitingWorkersNeverMissTheirEcho() throws Exception {
    beta.start(echo());
    Waiting waiting = new Waiting();
    alpha.onReaderLeft(waiting::wakeOne);
    alpha.start(waiting);
    AtomicInteger done = new AtomicInteger();
    List<Thread> workers = new ArrayList<>();
    for (int w = 0; w < 12; w++) {
      int worker = w;
      workers.add(Thread.ofPlatform().start(() -> work(waiting, worker, done)));
    }
    for (Thread worker : workers) {
      worker.join();
    }
    assertThat(done).hasValue(12 * 400);
    assertThat(waiting.overlaps).hasValue(0);
  }

  private void work(Waiting waiting, int worker, AtomicInteger done) {
    Random random = new Random(worker);
    for (int i = 0; i < 400; i++) {
      long ticket = worker * 1_000_000L + i;
      waiting.add(ticket, Thread.currentThread());
      alpha.send(1, new LinkMessage.Synced(ticket));
      while (waiting.isOpen(ticket)) {
        if (!alpha.readUntil(() -> !waiting.isOpen(ticket)) && waiting.isOpen(ticket)) {
          LockSupport.park(this);
        }
      }
      done.incrementAndGet();
      if (random.nextInt(100) == 0) {
        LockSupport.parkNanos(random.nextInt(3_000_000));
      }
    }
  }

  private LinkHandler echo() {
    return new Recording() {
      @Override
      public void message(long epoch, LinkMessage message) {
        beta.send(epoch, message);
      }
    };
  }

  /** Tickets by number and who waits for them. */
  private static final class Waiting extends Recording {
    private final java.util.Map<Long, Thread> open = new java.util.concurrent.ConcurrentHashMap<>();

    void add(long ticket, Thread worker) {
      open.put(ticket, worker);
    }

    boolean isOpen(long ticket) {
      return open.containsKey(ticket);
    }

    void wakeOne() {
      open.values().stream().findAny().ifPresent(LockSupport::unpark);
    }

    @Override
    public void message(long epoch, LinkMessage message) {
      if (message instanceof LinkMessage.Synced(long ticket)) {
        LockSupport.unpark(open.remove(ticket));
      }
    }
  }

  @Test
  void closingBeforeTheStartIsTold() throws IOException {
    alpha.close();
    alpha.start(atAlpha);
    await().until(() -> !atAlpha.ends.isEmpty());
    assertThat(atAlpha.ends).containsExactly(CloseReason.LOCAL);
  }
}
