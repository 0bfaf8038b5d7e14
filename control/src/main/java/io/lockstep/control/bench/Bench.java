package io.lockstep.control.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.demo.JavaCommand;
import io.lockstep.control.demo.OwnedResources;
import io.lockstep.control.demo.TemporaryDirectory;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Measures on this machine. Leaves no process, mount or file, also when a signal ends it.
 *
 * @param parent directory on the file system to measure; a temporary one is made in it
 */
public record Bench(JavaCommand java, Path parent, PrintWriter out) {
  /** All targets, in the order of the table. */
  public static final List<String> TARGETS =
      List.of(Target.NATIVE, Target.PASSTHROUGH, "strict", "barrier");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Something that is done with running targets. */
  private interface Body {
    void run(Targets targets) throws Exception;
  }

  /**
   * Compares targets.
   *
   * @param workloads words; empty: all
   * @param json where to write the medians, or null
   */
  public void compare(
      List<String> targetNames, List<String> workloads, int rounds, Duration burst, Path json)
      throws Exception {
    List<Workload> chosen = chosen(workloads);
    inTemporaryDirectory(
        targets -> {
          List<Target> running = new ArrayList<>();
          for (String name : targetNames) {
            tell("starting " + name);
            running.add(targets.start(name));
          }
          Comparison comparison = new Rounds(rounds, burst, chosen).run(running, this::tell);
          comparison.lines().forEach(out::println);
          out.flush();
          if (json != null) {
            Files.writeString(json, JSON.writeValueAsString(comparison.medians()) + "\n");
          }
        });
  }

  /** Loads a pair for a time and shows what its daemons hold. */
  public void soak(String mode, Duration length) throws Exception {
    inTemporaryDirectory(
        targets -> {
          tell("starting " + mode);
          Targets.Pair pair = targets.pair(mode);
          tell("loading it for " + length.toSeconds() + " s");
          new Soak(pair).run(length).forEach(out::println);
          out.flush();
        });
  }

  private void inTemporaryDirectory(Body body) throws Exception {
    OwnedResources own = new OwnedResources();
    Thread atSignal = new Thread(() -> closeQuietly(own), "bench-end");
    Runtime.getRuntime().addShutdownHook(atSignal);
    try (own) {
      Path root =
          own.open(
                  () ->
                      new TemporaryDirectory(Files.createTempDirectory(parent, "lockstep-bench-")))
              .path();
      body.run(new Targets(root, java, own));
    } finally {
      removeHook(atSignal);
    }
  }

  private void closeQuietly(OwnedResources own) {
    try {
      own.close();
    } catch (Exception e) {
      tell("not everything could be removed: " + e.getMessage());
    }
  }

  private static void removeHook(Thread atSignal) {
    try {
      Runtime.getRuntime().removeShutdownHook(atSignal);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook does the same.
    }
  }

  private void tell(String line) {
    out.println(line);
    out.flush();
  }

  private static List<Workload> chosen(List<String> words) {
    List<Workload> chosen =
        Arrays.stream(Workload.values())
            .filter(workload -> words.isEmpty() || words.contains(workload.word()))
            .toList();
    if (!words.isEmpty() && chosen.size() != words.size()) {
      throw new CliFailure(
          ExitCode.USAGE,
          "--only: expected some of %s, found %s"
              .formatted(
                  Arrays.stream(Workload.values())
                      .map(Workload::word)
                      .collect(Collectors.joining(", ")),
                  String.join(", ", words)));
    }
    return chosen;
  }
}
