package io.lockstep.control.bench.targets;

import io.lockstep.control.bench.load.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A directory and its copy by rsync(1), which runs once the copy is back. */
final class RsyncReplica implements Replica {
  private static final Pattern SENT = Pattern.compile("Total bytes sent: ([0-9,]+)");
  private static final Pattern RECEIVED = Pattern.compile("Total bytes received: ([0-9,]+)");

  private final Programs programs;
  private final Path directory;
  private final Path copy;

  RsyncReplica(Surroundings surroundings, Programs programs) throws IOException {
    this.programs = programs;
    this.directory = surroundings.directory("rsync");
    this.copy = surroundings.directory("rsync-copy");
  }

  static Optional<String> missingPackage() {
    return Programs.has("rsync") ? Optional.empty() : Optional.of("rsync");
  }

  @Override
  public String name() {
    return "rsync";
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public void leave() throws IOException, InterruptedException {
    run(List.of());
  }

  /** As over a network, and in the way that suits databases best. */
  @Override
  public Returned comeBack() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    String said = run(List.of("--no-whole-file", "--inplace", "--block-size=4096"));
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    return new Returned(time, Duration.ZERO, number(SENT, said) + number(RECEIVED, said), 0);
  }

  private String run(List<String> options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("rsync", "-aHAX", "--delete", "--stats"));
    command.addAll(options);
    command.addAll(List.of(directory + "/", copy + "/"));
    return programs.run(command);
  }

  private static long number(Pattern pattern, String said) throws IOException {
    Matcher found = pattern.matcher(said);
    if (!found.find()) {
      throw new IOException("rsync: expected \"" + pattern + "\", found: " + said.strip());
    }
    return Long.parseLong(found.group(1).replace(",", ""));
  }
}
