package io.lockstep.node.role;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.node.application.ApplicationState;
import java.util.List;

/**
 * All the role machine remembers of one module. Immutable.
 *
 * @param record the durable record as last written
 * @param linked whether a connection to the peer stands
 * @param peerPromised the highest epoch number the peer has promised, as far as known
 * @param life what was last known of the peer's daemon
 * @param failures when the application failed lately, oldest first (monotonic milliseconds)
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
    String reason) {

  /** A module that was not started yet. */
  public static ModuleState stopped(
      NodeRecord record, boolean treeTrusted, boolean hasApplication) {
    return new ModuleState(
        new Phase.Stopped("not started"),
        record,
        false,
        0,
        PeerLife.UNKNOWN,
        treeTrusted,
        hasApplication ? ApplicationState.STOPPED : ApplicationState.NONE,
        "",
        List.of(),
        "not started");
  }

  ModuleState withPhase(Phase value) {
    return new ModuleState(
        value,
        record,
        linked,
        peerPromised,
        life,
        treeTrusted,
        application,
        applicationWhy,
        failures,
        reason);
  }

  public ModuleState withRecord(NodeRecord value) {
    return new ModuleState(
        phase,
        value,
        linked,
        peerPromised,
        life,
        treeTrusted,
        application,
        applicationWhy,
        failures,
        reason);
  }

  ModuleState withLinked(boolean value) {
    return new ModuleState(
        phase,
        record,
        value,
        peerPromised,
        life,
        treeTrusted,
        application,
        applicationWhy,
        failures,
        reason);
  }

  ModuleState withPeerPromised(long value) {
    return new ModuleState(
        phase,
        record,
        linked,
        value,
        life,
        treeTrusted,
        application,
        applicationWhy,
        failures,
        reason);
  }

  ModuleState withLife(PeerLife value) {
    return new ModuleState(
        phase,
        record,
        linked,
        peerPromised,
        value,
        treeTrusted,
        application,
        applicationWhy,
        failures,
        reason);
  }

  ModuleState withTreeTrusted(boolean value) {
    return new ModuleState(
        phase,
        record,
        linked,
        peerPromised,
        life,
        value,
        application,
        applicationWhy,
        failures,
        reason);
  }

  ModuleState withApplication(ApplicationState value, String why) {
    return new ModuleState(
        phase, record, linked, peerPromised, life, treeTrusted, value, why, failures, reason);
  }

  ModuleState withFailures(List<Long> value) {
    return new ModuleState(
        phase,
        record,
        linked,
        peerPromised,
        life,
        treeTrusted,
        application,
        applicationWhy,
        List.copyOf(value),
        reason);
  }

  ModuleState withReason(String value) {
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
        value);
  }
}
