package io.lockstep.control.demo;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs a pair on this machine. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Runs a pair on this machine.")
public final class DemoCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
