package io.lockstep.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArbiterRecordTest {

  private static final UUID ID = UUID.fromString("0190a5b2-7a4e-4c1c-9d7e-2f1a5b6c7d8e");
  private static final ArbiterRecord RECORD = new ArbiterRecord("node-1.a_b", ID);

  @Test
  void readsWhatItWrote() {
    assertThat(RECORD.toJson())
        .isEqualTo(
            "{\"node\":\"node-1.a_b\",\"epochId\":\"0190a5b2-7a4e-4c1c-9d7e-2f1a5b6c7d8e\"}");
    assertThat(ArbiterRecord.parse(bytes(RECORD.toJson()))).contains(RECORD);
    assertThat(ArbiterRecord.parse(bytes(" " + RECORD.toJson().replace(":", " :\n") + "\n")))
        .contains(RECORD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "{\"node\":\"a\"}",
        "{\"node\":\"a\",\"epochId\":\"1-1-1-1-1\"}",
        "{\"node\":\"a\\u0062\",\"epochId\":\"0190a5b2-7a4e-4c1c-9d7e-2f1a5b6c7d8e\"}",
        "{\"node\":\"..\",\"epochId\":\"0190a5b2-7a4e-4c1c-9d7e-2f1a5b6c7d8e\"}",
        "{\"node\":\"a\",\"epochId\":\"0190a5b2-7a4e-4c1c-9d7e-2f1a5b6c7d8e\"}x",
        "{\"node\":\"a\",\"epochId\":\"0190a5b2-7a4e-4c1c-9d7e-2f1a5b6c7d8e\",\"more\":1}",
      })
  void anythingElseIsNoRecord(String json) {
    assertThat(ArbiterRecord.parse(bytes(json))).isEmpty();
  }

  @Test
  void tooManyBytesAreNoRecord() {
    assertThat(ArbiterRecord.parse(bytes(RECORD.toJson() + " ".repeat(4096)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void noBytesMakeItThrow(long seed) {
    Random random = new Random(seed);
    byte[] valid = bytes(RECORD.toJson());
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = valid.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      ArbiterRecord.parse(changed)
          .ifPresent(
              read -> assertThat(bytes(read.toJson())).as("seed %d", seed).hasSameSizeAs(valid));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".a", "-a", "a/b", "a b", "\u00e9", "a\n"})
  void namesThatCouldMeanSomethingElseAreRefused(String name) {
    assertThatThrownBy(() -> ArbiterRecord.checkName(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found '" + name + "'");
  }

  @Test
  void aNameHasAtMost64Characters() {
    assertThat(ArbiterRecord.checkName("n".repeat(64))).hasSize(64);
    assertThatThrownBy(() -> ArbiterRecord.checkName("n".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
