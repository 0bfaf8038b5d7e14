package io.lockstep.node.role;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.node.application.ApplicationState;
import java.util.List;
import java.util.function.Consumer;

/**
 * All the role machine remembers of one module. Immutable.
 *
 * @param record the durable record as last written
 * @param linked whether a connection to the peer stands
 * @param peerPromised the highest epoch number the peer has promised, as far as known
 * @param life what was last known of the peer's daemon
 * @param failures when the application failed lately, oldest first (monotonic milliseconds)
 * @param setback what keeps this node from taking part for a while
 * @param resumeUntilMillis until when an application that a killed daemon has left may wait to be
 *     served again (monotonic); 0 if there is none
 * @param reason how the phase came about, for people
 */
public record ModuleState(
    Phase phase,
    NodeRecord record,
    boolean linked,
    long peerPromised,
    PeerLife life,
    boolean treeTrusted,
    ApplicationState application,
    String applicationWhy,
    List<Long> failures,
    Setback setback,
    long resumeUntilMillis,
    String reason) {

  /** A module that was not started yet. */
  public static ModuleState stopped(
      NodeRecord record, boolean treeTrusted, boolean hasApplication) {
    return new ModuleState(
        new Phase.Stopped("not started", 0),
        record,
        false,
        0,
        PeerLife.UNKNOWN,
        treeTrusted,
        hasApplication ? ApplicationState.STOPPED : ApplicationState.NONE,
        "",
        List.of(),
        Setback.NONE,
        0,
        "not started");
  }

  ModuleState withPhase(Phase value) {
    return with(draft -> draft.phase = value);
  }

  public ModuleState withRecord(NodeRecord value) {
    return with(draft -> draft.record = value);
  }

  ModuleState withLinked(boolean value) {
    return with(draft -> draft.linked = value);
  }

  ModuleState withPeerPromised(long value) {
    return with(draft -> draft.peerPromised = value);
  }

  ModuleState withLife(PeerLife value) {
    return with(draft -> draft.life = value);
  }

  /** With another judgement of whether the tree is what its journal says. */
  public ModuleState withTreeTrusted(boolean value) {
    return with(draft -> draft.treeTrusted = value);
  }

  ModuleState withApplication(ApplicationState value, String why) {
    return with(
        draft -> {
          draft.application = value;
          draft.applicationWhy = why;
        });
  }

  ModuleState withFailures(List<Long> value) {
    return with(draft -> draft.failures = List.copyOf(value));
  }

  ModuleState withSetback(Setback value) {
    return with(draft -> draft.setback = value);
  }

  ModuleState withResumeUntilMillis(long value) {
    return with(draft -> draft.resumeUntilMillis = value);
  }

  /** Whether an application that a killed daemon has left waits to be served again. */
  public boolean isResuming() {
    return resumeUntilMillis != 0;
  }

  ModuleState withReason(String value) {
    return with(draft -> draft.reason = value);
  }

  private ModuleState with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.state();
  }

  /** The parts of a state, for the short time of a change. */
  private static final class Draft {
    private Phase phase;
    private NodeRecord record;
    private boolean linked;
    private long peerPromised;
    private PeerLife life;
    private boolean treeTrusted;
    private ApplicationState application;
    private String applicationWhy;
    private List<Long> failures;
    private Setback setback;
    private long resumeUntilMillis;
    private String reason;

    Draft(ModuleState from) {
      phase = from.phase;
      record = from.record;
      linked = from.linked;
      peerPromised = from.peerPromised;
      life = from.life;
      treeTrusted = from.treeTrusted;
      application = from.application;
      applicationWhy = from.applicationWhy;
      failures = from.failures;
      setback = from.setback;
      resumeUntilMillis = from.resumeUntilMillis;
      reason = from.reason;
    }

    ModuleState state() {
      return new ModuleState(
          phase,
          record,
          linked,
          peerPromised,
          life,
          treeTrusted,
          application,
          applicationWhy,
          failures,
          setback,
          resumeUntilMillis,
          reason);
    }
  }
}
