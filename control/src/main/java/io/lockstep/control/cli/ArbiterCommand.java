package io.lockstep.control.cli;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs an arbiter in the foreground. */
@Command(
    name = "arbiter",
    mixinStandardHelpOptions = true,
    description = {
      "Runs an arbiter, in the foreground, until it is told to end.",
      "It keeps records that are created once and never replaced, for any number of clusters."
    })
final class ArbiterCommand implements Callable<Integer> {
  @Option(
      names = "--listen",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Address to listen on.")
  private String listen;

  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "Where the records are kept; made if it does not exist.")
  private Path directory;

  @Override
  public Integer call() {
    throw new CliFailure(ExitCode.INTERNAL, "no arbiter for " + listen + " " + directory);
  }
}
