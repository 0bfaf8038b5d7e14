package io.lockstep.control.cli;

import io.lockstep.control.client.EventLine;
import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.client.NodeClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the history of a cluster. */
@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    description = "Shows what happened, oldest first.")
final class EventsCommand implements Callable<Integer> {
  private static final int PAGE_EVENTS = 500;
  private static final Duration FOLLOW_INTERVAL = Duration.ofMillis(500);

  @Spec private CommandSpec spec;
  @Mixin private NodeOptions node;

  @Option(names = "--module", paramLabel = "MODULE", description = "Of one module.")
  private String module;

  @Option(names = "--type", paramLabel = "TYPE", description = "Of one type: role.changed.")
  private String type;

  @Option(names = "--actor", paramLabel = "ACTOR", description = "Caused by one actor.")
  private String actor;

  @Option(
      names = "--since",
      paramLabel = "MOMENT",
      description = "Not before 2026-01-31T10:15:30Z, or 10m for ten minutes ago.")
  private Instant since;

  @Option(names = "--until", paramLabel = "MOMENT", description = "Not after this moment.")
  private Instant until;

  @Option(names = "--json", description = "One event a line, as the node tells it.")
  private boolean json;

  @Option(names = "--follow", description = "Goes on with what happens from now on.")
  private boolean follow;

  @Override
  public Integer call() {
    try (NodeClient client = node.client()) {
      String cursor = printFrom(client, null);
      while (follow && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(FOLLOW_INTERVAL.toNanos());
        cursor = printFrom(client, cursor);
      }
      return ExitCode.OK;
    }
  }

  /** Prints all pages there are, and returns where to go on later. */
  private String printFrom(NodeClient client, String start) {
    String cursor = start;
    while (true) {
      String answer = client.eventsJson(query().after(cursor));
      NodeClient.EventPage page = NodeClient.readEvents(answer);
      if (page.events().isEmpty()) {
        return cursor;
      }
      print(answer, page);
      if (page.next() == null || page.next().equals(cursor)) {
        return cursor;
      }
      cursor = page.next();
    }
  }

  private EventQuery query() {
    return EventQuery.all()
        .module(module)
        .type(type)
        .actor(actor)
        .since(since)
        .until(until)
        .limit(PAGE_EVENTS);
  }

  private void print(String answer, NodeClient.EventPage page) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      NodeClient.eventLines(answer).forEach(out::println);
    } else {
      page.events().forEach(event -> out.println(EventLine.of(event)));
    }
    out.flush();
  }
}
