package io.lockstep.control.demo;

import io.lockstep.control.client.ExitCode;
import io.lockstep.control.client.NodeClient.Event;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A pair under load to play with: on a screen with keys, or a line a second without a terminal. */
final class LiveDemo {
  private static final int CLIENTS = 2;
  private static final int SHOWN_EVENTS = 12;
  private static final Duration FRAME = Duration.ofMillis(500);
  private static final Duration LINE = Duration.ofSeconds(1);

  private final DemoCluster cluster;
  private final OwnedResources own;
  private final PrintWriter out;
  private final boolean interactive;
  private final List<EventTail> tails;
  private final DemoControls controls;
  private long lastAcknowledged;
  private long lastNanos = System.nanoTime();

  LiveDemo(DemoCluster cluster, OwnedResources own, PrintWriter out, boolean interactive) {
    this.cluster = cluster;
    this.own = own;
    this.out = out;
    this.interactive = interactive;
    this.controls = new DemoControls(cluster);
    this.tails =
        cluster.nodes().stream().map(node -> new EventTail(node.client(), SHOWN_EVENTS)).toList();
  }

  /** Exit code. */
  int run() throws Exception {
    out.println("starting a pair in " + cluster.workspace().directory());
    out.flush();
    cluster.awaitMirrored();
    Ledger ledger = own.open(() -> Ledger.create(cluster.workspace().ledger()));
    OrdersLoad load =
        own.open(() -> OrdersLoad.start(cluster.workspace().shops(), ledger, CLIENTS));
    own.open(() -> controls);
    if (interactive) {
      play(load);
    } else {
      report(load);
    }
    return ExitCode.OK;
  }

  private void play(OrdersLoad load) throws Exception {
    RawTerminal terminal = own.open(() -> RawTerminal.open(out));
    while (true) {
      terminal.draw(view(load).screen());
      OptionalInt key = terminal.key(FRAME);
      if (key.isPresent() && key.getAsInt() == 'q') {
        return;
      }
      key.ifPresent(controls::press);
    }
  }

  private void report(OrdersLoad load) throws Exception {
    do {
      out.println(view(load).line());
      out.flush();
    } while (!hasEnded(load));
  }

  /** Waits for the time of one line, or less if the load ends. */
  private static boolean hasEnded(OrdersLoad load) throws Exception {
    try {
      load.failure().get(LINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    }
    return true;
  }

  private DemoView view(OrdersLoad load) {
    LoadStatistics.Snapshot statistics = load.statistics().snapshot();
    long now = System.nanoTime();
    long acknowledged = statistics.acknowledged();
    long rate = (acknowledged - lastAcknowledged) * 1_000_000_000L / Math.max(1, now - lastNanos);
    lastAcknowledged = acknowledged;
    lastNanos = now;
    return new DemoView(
        cluster.nodes().stream()
            .map(n -> new DemoView.Node(n.name(), n.isAlive(), n.status()))
            .toList(),
        statistics,
        rate,
        newestEvents(),
        controls.message());
  }

  /** Of both nodes; an event that both know is shown once. */
  private List<Event> newestEvents() {
    List<Event> events =
        tails.stream()
            .flatMap(tail -> tail.poll().stream())
            .collect(Collectors.toMap(Event::id, Function.identity(), (a, b) -> a))
            .values()
            .stream()
            .sorted(Comparator.comparingLong(Event::time))
            .toList();
    return events.subList(Math.max(0, events.size() - SHOWN_EVENTS), events.size());
  }
}
