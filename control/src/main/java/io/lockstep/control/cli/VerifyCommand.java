package io.lockstep.control.cli;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.client.Printable;
import io.lockstep.node.module.ModuleCommand;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has the copies of both nodes compared. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Compares the copies of both nodes while the application writes.",
      "To be given on the primary. Without --wait it only begins: follow the events verify.*"
    },
    footer = {
      "",
      "With --wait the exit code is 0 if the copies are equal (or were healed), 12 if they differ,",
      "1 if the verification ended before it was through. Two people who verify a module that",
      "nobody writes to get the same digest, on whichever node it is primary."
    })
final class VerifyCommand implements Callable<Integer> {
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final int PAGE_EVENTS = 500;

  /** Events come a moment after the state that they tell of. */
  private static final int MAX_QUIET_LOOKS = 20;

  @Spec private CommandSpec spec;
  @Mixin private NodeOptions node;

  @Parameters(index = "0", paramLabel = "MODULE", description = "Name of the module.")
  private String module;

  @Option(
      names = "--heal",
      description = "Makes the mirror equal; it first keeps what it had (verify-saved).")
  private boolean heal;

  @Option(names = "--wait", description = "Shows how far it is, and waits for the result.")
  private boolean wait;

  /** Where the history was read up to, and how far the verification was when last shown. */
  private String cursor;

  private String shown = "";
  private int quietLooks;

  @Override
  public Integer call() {
    try (NodeClient client = node.client()) {
      ModuleCommand command = heal ? ModuleCommand.VERIFY_HEAL : ModuleCommand.VERIFY;
      if (wait) {
        // Before the order: what it causes comes behind this place.
        cursor = end(client);
      }
      String id = Order.give(client, module, command, spec);
      return wait ? follow(client, id) : ExitCode.OK;
    }
  }

  /** Where the history ends now. */
  private String end(NodeClient client) {
    String at = null;
    while (true) {
      NodeClient.EventPage page = client.events(query().after(at));
      if (page.events().isEmpty()) {
        return at;
      }
      at = page.next();
    }
  }

  private EventQuery query() {
    return EventQuery.all().module(module).type("verify.*").limit(PAGE_EVENTS);
  }

  private int follow(NodeClient client, String id) {
    while (!Thread.currentThread().isInterrupted()) {
      Optional<Map<String, Object>> ended = news(client, id);
      if (ended.isPresent()) {
        return finish(ended.get());
      }
      requireUnderWay(client);
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
    throw new CliFailure(ExitCode.NOT_REACHED, "interrupted; the verification goes on");
  }

  /** Prints what has happened since; the facts of its end, if that is among it. */
  private Optional<Map<String, Object>> news(NodeClient client, String id) {
    while (true) {
      NodeClient.EventPage page = client.events(query().after(cursor));
      if (page.events().isEmpty()) {
        return Optional.empty();
      }
      cursor = page.next();
      for (NodeClient.Event event : page.events()) {
        if (id.equals(event.facts().get("id"))) {
          if (event.type().equals("verify.ended")) {
            return Optional.of(event.facts());
          }
          tell(event);
        }
      }
    }
  }

  private void tell(NodeClient.Event event) {
    Map<String, Object> facts = event.facts();
    switch (event.type()) {
      case "verify.mismatch" ->
          print(
              "differs: %s%s (%s)%s"
                  .formatted(
                      facts.get("directory"), facts.get("path"), facts.get("what"), range(facts)));
      case "verify.healed" ->
          print("healed:  %s%s".formatted(facts.get("directory"), facts.get("path")));
      default -> {
        // Its beginning: it has been told.
      }
    }
  }

  private static String range(Map<String, Object> facts) {
    return facts.containsKey("length")
        ? " %s bytes from %s".formatted(facts.get("length"), facts.get("offset"))
        : "";
  }

  /** What is under way shows how far it is. A daemon that died leaves no word of its end. */
  private void requireUnderWay(NodeClient client) {
    String progress = client.module(module).progress();
    quietLooks = progress.isEmpty() ? quietLooks + 1 : 0;
    if (quietLooks > MAX_QUIET_LOOKS) {
      throw new CliFailure(
          ExitCode.NOT_REACHED,
          "verify %s: it is not under way any more, and has left no result".formatted(module));
    }
    if (!progress.isEmpty() && !progress.equals(shown)) {
      print(progress);
      shown = progress;
    }
  }

  private int finish(Map<String, Object> facts) {
    print(
        "verify %s: %s, %s entries, %s bytes, %s mismatches, %s healed, %s s, digest %s"
            .formatted(
                module,
                facts.get("outcome"),
                facts.get("entries"),
                facts.get("bytes"),
                facts.get("mismatches"),
                facts.get("healed"),
                facts.get("seconds"),
                facts.getOrDefault("digest", "none")));
    return switch (String.valueOf(facts.get("outcome"))) {
      case "equal", "healed" -> ExitCode.OK;
      case "different" -> ExitCode.DIFFERENT;
      default ->
          throw new CliFailure(
              ExitCode.NOT_REACHED, "verify %s: %s".formatted(module, facts.get("reason")));
    };
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(Printable.of(line));
    out.flush();
  }
}
