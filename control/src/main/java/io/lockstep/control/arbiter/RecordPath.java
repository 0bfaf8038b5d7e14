package io.lockstep.control.arbiter;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names a record: {@code /v1/CLUSTER/MODULE-ID/EPOCH}. */
record RecordPath(String cluster, UUID moduleId, long epoch) {

  private static final Pattern FORM =
      Pattern.compile(
          "/v1/([A-Za-z0-9][A-Za-z0-9._-]{0,63})"
              + "/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([1-9][0-9]{0,17})");

  /** Empty when it is anything else. */
  static Optional<RecordPath> parse(String path) {
    Matcher matcher = FORM.matcher(path);
    return matcher.matches()
        ? Optional.of(
            new RecordPath(
                matcher.group(1),
                UUID.fromString(matcher.group(2)),
                Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }
}
