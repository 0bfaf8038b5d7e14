package io.lockstep.control.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** What fio(1) says with {@code --output-format=json} of one group of jobs. Pure. */
record FioResult(JsonNode job) {
  private static final double NANOS_A_MICRO = 1e3;
  private static final double BYTES_A_MEGABYTE = 1e6;
  private static final double MILLIS_A_SECOND = 1e3;

  /**
   * Reads all that fio said; notes may stand before the JSON.
   *
   * @throws IOException if there is no result, or one of a job that failed
   */
  static FioResult parse(String said) throws IOException {
    int begin = said.indexOf('{');
    JsonNode job =
        begin < 0
            ? new ObjectMapper().missingNode()
            : new ObjectMapper().readTree(said.substring(begin)).at("/jobs/0");
    if (job.isMissingNode() || job.path("error").asInt() != 0) {
      throw new IOException(
          "fio: expected the result of a job, found "
              + (job.isMissingNode() ? said.strip() : "error " + job.path("error").asInt()));
    }
    return new FioResult(job);
  }

  /** Operations in a second; the times are those of each operation. */
  Figures operations(String direction) {
    JsonNode of = job.path(direction);
    return figures(of.path("iops").asDouble(), of.path("clat_ns"));
  }

  /** Writes in a second, of which each was synced; the times are those of the syncs. */
  Figures syncedWrites() {
    return figures(job.at("/write/iops").asDouble(), job.at("/sync/lat_ns"));
  }

  /** Megabytes in a second, a sync at the end included. */
  Figures transfer(String direction) {
    JsonNode of = job.path(direction);
    return figures(
        of.path("io_bytes").asDouble()
            / BYTES_A_MEGABYTE
            / (of.path("runtime").asDouble() / MILLIS_A_SECOND),
        of.path("clat_ns"));
  }

  private static Figures figures(double value, JsonNode latency) {
    JsonNode percentiles = latency.path("percentile");
    return new Figures(
        value, micros(percentiles.path("50.000000")), micros(percentiles.path("99.000000")));
  }

  private static double micros(JsonNode nanos) {
    return nanos.isNumber() ? nanos.asDouble() / NANOS_A_MICRO : Double.NaN;
  }
}
