package io.lockstep.control.client;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** One event as one line for people. Pure. */
public final class EventLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private EventLine() {}

  /** Time, node, module, type, epoch, facts, and who caused it. */
  public static String of(NodeClient.Event event) {
    String facts =
        event.facts() == null
            ? ""
            : event.facts().entrySet().stream()
                .map(fact -> fact.getKey() + "=" + fact.getValue())
                .collect(Collectors.joining(" "));
    String module = event.module() == null || event.module().isEmpty() ? "-" : event.module();
    return Printable.of(
        "%s  %-8s %-10s %-24s epoch %-4d %s  by %s"
            .formatted(
                TIME.format(Instant.ofEpochMilli(event.time())),
                event.node(),
                module,
                event.type(),
                event.epoch(),
                facts,
                event.actor()));
  }
}
