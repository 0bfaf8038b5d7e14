package io.lockstep.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.node.membership.HeartbeatCodec.Reading;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatCodecTest {

  private static final byte[] KEY = key(1);
  private final HeartbeatCodec codec = new HeartbeatCodec("production", KEY);

  @Test
  void readsWhatItWrote() {
    for (Heartbeat heartbeat : samples()) {
      assertThat(codec.decode(codec.encode(heartbeat))).isEqualTo(new Reading.Valid(heartbeat));
    }
  }

  @Test
  void theLargestHeartbeatFits() {
    Heartbeat largest = heartbeat("n".repeat(HeartbeatCodec.MAX_NAME_BYTES));
    byte[] datagram = codec.encode(largest);
    assertThat(datagram.length).isLessThanOrEqualTo(HeartbeatCodec.MAX_BYTES);
    assertThat(codec.decode(datagram)).isEqualTo(new Reading.Valid(largest));
  }

  @Test
  void whatIsBeyondABoundIsNotSent() {
    assertThatThrownBy(() -> codec.encode(heartbeat("n".repeat(65))))
        .hasMessage("name: expected 1 to 64 bytes, found 65");
  }

  @Test
  void oneChangedBitAnywhereIsRefused() {
    byte[] datagram = codec.encode(samples().getLast());
    for (int bit = 0; bit < datagram.length * 8; bit++) {
      byte[] changed = datagram.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(codec.decode(changed)).as("bit %d", bit).isInstanceOf(Reading.Refused.class);
    }
  }

  @Test
  void everyCutIsRefused() {
    byte[] datagram = codec.encode(samples().getLast());
    for (int length = 0; length < datagram.length; length++) {
      assertThat(codec.decode(Arrays.copyOf(datagram, length)))
          .as("%d bytes", length)
          .isEqualTo(new Reading.Refused(Refusal.MALFORMED));
    }
  }

  @Test
  void strangersAreRefusedByReason() {
    Heartbeat heartbeat = samples().getFirst();
    assertThat(codec.decode(new HeartbeatCodec("production", key(2)).encode(heartbeat)))
        .isEqualTo(new Reading.Refused(Refusal.FORGED));
    assertThat(codec.decode(new HeartbeatCodec("test", KEY).encode(heartbeat)))
        .isEqualTo(new Reading.Refused(Refusal.OTHER_CLUSTER));
    byte[] newer = codec.encode(heartbeat);
    newer[4] = 3;
    assertThat(codec.decode(newer)).isEqualTo(new Reading.Refused(Refusal.OTHER_VERSION));
  }

  @Test
  void aShortKeyIsRefused() {
    assertThatThrownBy(() -> new HeartbeatCodec("production", new byte[31]))
        .hasMessage("cluster key: expected at least 32 bytes, found 31");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noBytesMakeItThrow(long seed) {
    Random random = new Random(seed);
    byte[] valid = codec.encode(samples().getLast());
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = random.nextBoolean() ? randomBytes(random) : mutated(valid, random);
      if (!Arrays.equals(bytes, valid)) {
        assertThat(codec.decode(bytes)).as("seed %d", seed).isInstanceOf(Reading.Refused.class);
      }
    }
  }

  /** Fields that a friend with a broken sender could have signed. */
  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void noSignedFieldsMakeItThrowAnythingElse(long seed) {
    Random random = new Random(seed);
    ByteBuffer fields = ByteBuffer.allocate(HeartbeatCodec.MAX_BYTES);
    HeartbeatBody.put(samples().getLast(), fields);
    byte[] valid = Arrays.copyOf(fields.array(), fields.position());
    int understood = 0;
    for (int i = 0; i < 20_000; i++) {
      try {
        HeartbeatBody.get(ByteBuffer.wrap(mutated(valid, random)), (byte) random.nextInt());
        understood++;
      } catch (BufferUnderflowException | IllegalArgumentException _) {
        // What the codec turns into MALFORMED.
      }
    }
    assertThat(understood).as("seed %d", seed).isBetween(1, 19_999);
  }

  private static byte[] randomBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(HeartbeatCodec.MAX_BYTES + 100)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] mutated(byte[] valid, Random random) {
    byte[] bytes = Arrays.copyOf(valid, valid.length + random.nextInt(-3, 4));
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static List<Heartbeat> samples() {
    return List.of(
        new Heartbeat("alpha", 1, 1, 0, false, 0, 0, 0),
        new Heartbeat("alpha", -5, Long.MAX_VALUE, -1, false, 65_535, 7, 8),
        heartbeat("b\u00e9ta"));
  }

  private static Heartbeat heartbeat(String sender) {
    return new Heartbeat(sender, 11, 12, 13, true, 4711, 14, 15);
  }

  private static byte[] key(int seed) {
    byte[] key = new byte[32];
    new Random(seed).nextBytes(key);
    return key;
  }
}
