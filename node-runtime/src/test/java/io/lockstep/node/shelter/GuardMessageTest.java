package io.lockstep.node.shelter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.node.shelter.GuardMessage.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GuardMessageTest {

  private static final int ROUNDS = Integer.getInteger("lockstep.guard.rounds", 20_000);
  private static final long SEED = Long.getLong("lockstep.guard.seed", System.nanoTime());

  @Test
  void whatIsEncodedIsRead() {
    Random random = new Random(SEED);
    for (int i = 0; i < ROUNDS; i++) {
      GuardMessage message = random(random);
      assertThat(GuardMessage.decode(message.encode())).as("seed " + SEED).isEqualTo(message);
    }
  }

  /** Whatever the bytes are, they are a message or an error with words, and nothing else. */
  @Test
  void anyBytesAreAMessageOrRefused() {
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = damaged(random);
      try {
        GuardMessage message = GuardMessage.decode(bytes);
        assertThat(GuardMessage.decode(message.encode())).as("seed " + SEED).isEqualTo(message);
      } catch (IllegalArgumentException e) {
        assertThat(e).as("seed " + SEED).hasMessageContaining("guardian");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(ROUNDS / 2);
  }

  private static byte[] damaged(Random random) {
    byte[] bytes = random(random).encode();
    switch (random.nextInt(4)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 -> bytes = java.util.Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
      default -> random.nextBytes(bytes);
    }
    return bytes;
  }

  private static GuardMessage random(Random random) {
    List<String> words = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      words.add(text(random));
    }
    Kind[] kinds = Kind.values();
    return new GuardMessage(kinds[random.nextInt(kinds.length)], text(random), words);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.appendCodePoint(random.nextInt(5) == 0 ? 0x20ac : 1 + random.nextInt(126));
    }
    return text.toString();
  }

  @Test
  void whatIsBeyondTheBoundsIsNotSent() {
    GuardMessage long1 = new GuardMessage(Kind.NOTE, "key", List.of("x".repeat(40_000)));
    GuardMessage many =
        new GuardMessage(Kind.NOTE, "key", java.util.Collections.nCopies(65, "word"));
    assertThatThrownBy(long1::encode).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(many::encode).isInstanceOf(IllegalArgumentException.class);
  }
}
