package io.lockstep.control.bench.targets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.demo.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A mirrored pair on this machine.
 *
 * @param mount the primary's replicated directory
 * @param alphaUrl of its API; {@code betaUrl} likewise
 * @param alphaPid of the daemon, not of its guardian
 * @param betaPid likewise
 */
public record LockstepPair(
    Path mount, String alphaUrl, String betaUrl, long alphaPid, long betaPid) {
  private static final List<String> LAUNCHER_OPTIONS = List.of("-Xmx128m", "-XX:+UseSerialGC");

  /** Starts one, and waits until it is mirrored. */
  static LockstepPair start(Surroundings surroundings, String mode) throws Exception {
    Path directory = surroundings.root().resolve(mode);
    ChildProcess demo =
        surroundings.start(
            surroundings
                .java()
                .lockstep(
                    LAUNCHER_OPTIONS,
                    List.of("demo", "--bare", "--dir", directory.toString(), "--mode", mode)));
    Path file = directory.resolve("pair.json");
    surroundings.await(demo, () -> Files.exists(file));
    JsonNode pair = new ObjectMapper().readTree(file.toFile());
    for (String node : List.of("alpha", "beta")) {
      surroundings.spread(Path.of(pair.at("/" + node + "/backing").asText()));
    }
    return new LockstepPair(
        Path.of(pair.at("/alpha/mount").asText()),
        pair.at("/alpha/url").asText(),
        pair.at("/beta/url").asText(),
        daemon(pair.at("/alpha/pid").asLong()),
        daemon(pair.at("/beta/pid").asLong()));
  }

  /** A node is its guardian, and the daemon that it keeps. */
  private static long daemon(long guardianPid) {
    return ProcessHandle.of(guardianPid)
        .flatMap(guardian -> guardian.children().findFirst())
        .orElseThrow(
            () ->
                new CliFailure(
                    ExitCode.IO,
                    "expected a daemon under the guardian %d, found none".formatted(guardianPid)))
        .pid();
  }
}
