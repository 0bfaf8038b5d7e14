package io.lockstep.node.conformance;

import io.lockstep.node.capture.Mounted;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.tree.TreeDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A plain directory and a captured one on the same file system, for the same programs. */
final class Bench implements AutoCloseable {

  private static final String STOPPED = "stopped: ";

  private final Mounted mounted;
  private final Path plain;
  private final CaseThread thread;
  private final Mode mode;
  private int programs;

  Bench(Mode mode) throws IOException, InterruptedException {
    this(mode, Exclusion.NONE);
  }

  /** Some of the captured directory may not be replicated. */
  Bench(Mode mode, Exclusion exclusion) throws IOException, InterruptedException {
    this.mode = mode;
    mounted = Mounted.start(mode, exclusion);
    plain = Files.createDirectory(mounted.base().resolve("plain"));
    thread = new CaseThread();
  }

  /**
   * What a case did on either side.
   *
   * @param failures what the mirror could not apply meanwhile
   */
  record Outcome(Case program, List<String> onPlain, List<String> onMount, List<String> failures) {

    /** Why the program could not go on; empty if it was run to its end on both sides. */
    List<String> stops() {
      return Stream.concat(onPlain.stream(), onMount.stream())
          .filter(line -> line.startsWith(STOPPED))
          .toList();
    }
  }

  Mounted mounted() {
    return mounted;
  }

  /**
   * To be called last: unmounts, so that everything is written, and answers in what the mirror
   * differs from the original, holes included.
   */
  List<String> finish() {
    mounted.unmount();
    List<String> differences =
        new ArrayList<>(TreeDescription.differences(mounted.directory(), mounted.replica()));
    differences.addAll(Holes.differences(mounted.directory(), mounted.replica()));
    return differences;
  }

  /** What the mirror holds. */
  List<String> replicated() throws IOException {
    try (Stream<Path> entries = Files.list(mounted.replica())) {
      return entries.map(Path::toString).toList();
    }
  }

  /** Runs the case on both sides, each in a new directory that stays. */
  Outcome run(Case program) throws InterruptedException {
    String name = "case-" + programs++;
    int before = mounted.failures().size();
    List<String> onPlain = thread.run(() -> transcript(program, plain.resolve(name)));
    Path directory = mounted.directory().resolve(name);
    List<String> onMount = thread.run(() -> transcript(program, directory));
    List<String> failures = mounted.failures();
    return new Outcome(program, onPlain, onMount, failures.subList(before, failures.size()));
  }

  /** A program that cannot go on is a result too. */
  private List<String> transcript(Case program, Path directory) throws IOException {
    Files.createDirectory(directory);
    try (Program steps = Program.in(directory, mode)) {
      try {
        program.steps().accept(steps);
      } catch (RuntimeException e) {
        List<String> lines = new ArrayList<>(steps.transcript());
        lines.add(STOPPED + e);
        return lines;
      }
      return steps.transcript();
    }
  }

  @Override
  public void close() throws IOException {
    thread.close();
    mounted.close();
  }
}
