package io.lockstep.control.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FioResultTest {
  private static final String SAID =
      """
      note: both iodepth >= 1 and synchronous I/O engine are selected
      {"jobs": [{"error": %d,
        "write": {"io_bytes": 268435456, "runtime": 2000, "iops": 1234.5,
          "clat_ns": {"percentile": {"50.000000": 31000, "99.000000": 250000}}},
        "sync": {"lat_ns": {"percentile": {"50.000000": 120500, "99.000000": 900000}}}}]}
      """;

  @Test
  void readsOperationsSyncsAndTransfers() throws IOException {
    FioResult result = FioResult.parse(SAID.formatted(0));

    assertThat(result.operations("write")).isEqualTo(new Figures(1234.5, 31, 250));
    assertThat(result.syncedWrites()).isEqualTo(new Figures(1234.5, 120.5, 900));
    assertThat(result.transfer("write").value()).isEqualTo(134.217728);
  }

  @Test
  void hasNoTimesWhereFioTellsNone() throws IOException {
    FioResult result = FioResult.parse("{\"jobs\": [{\"error\": 0, \"read\": {\"iops\": 7}}]}");

    assertThat(result.operations("read").value()).isEqualTo(7);
    assertThat(result.operations("read").medianMicros()).isNaN();
  }

  @Test
  void refusesAFailedJobAndNoResult() {
    assertThatThrownBy(() -> FioResult.parse(SAID.formatted(5))).hasMessageContaining("error 5");
    assertThatThrownBy(() -> FioResult.parse("fio: no such option"))
        .hasMessageContaining("found fio: no such option");
    assertThatThrownBy(() -> FioResult.parse("{}")).isInstanceOf(IOException.class);
  }
}
