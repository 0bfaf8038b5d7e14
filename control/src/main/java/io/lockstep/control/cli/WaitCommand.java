package io.lockstep.control.cli;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.client.Printable;
import io.lockstep.control.client.RoleAwait;
import io.lockstep.node.module.ModuleStatus;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Waits until a module has a role. */
@Command(
    name = "wait",
    mixinStandardHelpOptions = true,
    description = "Waits until a module has a role on a node.",
    footer = {
      "",
      "The exit code is 0 when it has, 1 when the time is over, 10 if no node answered in the end."
    })
final class WaitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private NodeOptions node;

  @Parameters(index = "0", paramLabel = "MODULE", description = "Name of the module.")
  private String module;

  @Option(
      names = "--role",
      required = true,
      split = ",",
      paramLabel = "ROLE",
      description = "One of ${COMPLETION-CANDIDATES}; several, separated by commas: any of them.")
  private List<Role> roles;

  @Option(names = "--ready", description = "Waits also until it is ready.")
  private boolean ready;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description = "How long (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @Override
  public Integer call() {
    try (NodeClient client = node.client()) {
      RoleAwait.Outcome outcome =
          RoleAwait.until(() -> client.module(module), this::isReached, timeout);
      return switch (outcome) {
        case RoleAwait.Reached reached -> {
          spec.commandLine().getOut().println(Printable.of(describe(reached.status())));
          yield ExitCode.OK;
        }
        case RoleAwait.TimedOut late ->
            throw new CliFailure(
                ExitCode.NOT_REACHED,
                "expected %s within %s, found %s"
                    .formatted(wanted(), text(timeout), describe(late.lastSeen())));
        case RoleAwait.Unreachable silent -> throw silent.failure();
      };
    }
  }

  private boolean isReached(ModuleStatus status) {
    return roles.contains(status.role()) && (!ready || status.readiness() == Readiness.READY);
  }

  private String wanted() {
    String anyRole = String.join(" or ", roles.stream().map(Role::name).toList());
    return ready ? anyRole + " READY" : anyRole;
  }

  private static String describe(ModuleStatus status) {
    return "%s %s, epoch %d (%s)"
        .formatted(status.role(), status.readiness(), status.epoch(), status.reason());
  }

  private static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
