package io.lockstep.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "0ms,0",
    "200ms,200",
    "3s,3000",
    "10m,600000",
    "24h,86400000",
    "7d,604800000",
    "5 s,5000"
  })
  void readsDurations(String text, long millis) {
    assertThat(Quantity.millis(text)).hasValue(millis);
  }

  @ParameterizedTest
  @CsvSource({"1B,1", "64KiB,65536", "256MiB,268435456", "8GiB,8589934592", "1TiB,1099511627776"})
  void readsSizes(String text, long bytes) {
    assertThat(Quantity.bytes(text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3",
        "s",
        "-1s",
        "1.5s",
        "1h30m",
        "1S",
        "3 seconds",
        "999999999999999d",
        "9999999999999999s",
        "٣s"
      })
  void refusesWhatIsNoDuration(String text) {
    assertThat(Quantity.millis(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,0ms", "1500,1500ms", "3000,3s", "60000,1m", "90000,90s", "86400000,1d"})
  void writesTheShortestExactDuration(long millis, String text) {
    assertThat(Quantity.ofMillis(millis)).isEqualTo(text);
  }
}
