package io.lockstep.node.module;

import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.role.Action;
import io.lockstep.node.role.Phase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The comparisons of one module's copies: one at a time, when somebody asks or when it is time. The
 * role thread begins them; whoever reads the link, ends a session or closes the module may call the
 * rest.
 */
final class Verifications {

  static final String SESSION_ENDED = "the connection to the mirror has ended";

  private final ModuleRuntime module;
  private volatile VerificationRun current;
  private long quietSinceNanos = System.nanoTime();

  Verifications(ModuleRuntime module) {
    this.module = module;
  }

  /** Begins what was ordered, and answers. On the role thread. */
  void begin(Action.Verify order) {
    if (isRunning()) {
      answer(order, false, "a verification is under way: " + current.progress());
      return;
    }
    boolean heals = order.command() == ModuleCommand.VERIFY_HEAL;
    if (begin(order.commandId(), order.actor(), heals)) {
      accepted(order);
      answer(order, true, "verifying; follow its events");
    } else {
      answer(order, false, "the mirror is not connected");
    }
  }

  private void accepted(Action.Verify order) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("command", order.command().word());
    facts.put("commandId", order.commandId());
    long epoch = module.records().current().lineage().lastNumber();
    module.voice().tell(new Action.Emit("command.accepted", order.actor(), facts), epoch);
  }

  private void answer(Action.Verify order, boolean accepted, String message) {
    module.desk().answer(new Action.Answer(order.commandId(), accepted, message));
  }

  private boolean begin(String id, String actor, boolean heals) {
    long bytesPerSecond = module.config().verify().bytesPerSecond();
    PeerSession session = module.sessions().current().orElse(null);
    if (session == null) {
      return false;
    }
    VerificationRun run =
        VerificationRun.of(module, session.connection(), id, actor, heals, bytesPerSecond);
    current = run;
    run.start();
    if (!module.sessions().isCurrent(session.connection())) {
      // It ended before anybody could end this run with it.
      run.end(SESSION_ENDED);
    }
    return true;
  }

  /** Begins one by itself if it is time for it. On the role thread. */
  void look(Phase phase, long nowNanos) {
    long everyMillis = module.config().verify().everyMillis();
    if (isRunning() || !(phase instanceof Phase.Primary)) {
      quietSinceNanos = nowNanos;
    } else if (everyMillis > 0
        && nowNanos - quietSinceNanos >= TimeUnit.MILLISECONDS.toNanos(everyMillis)) {
      String actor = "node:" + module.services().config().node();
      begin(UUID.randomUUID().toString(), actor, module.config().verify().heals());
    }
  }

  private boolean isRunning() {
    VerificationRun run = current;
    return run != null && run.isRunning();
  }

  /** From the link. */
  void answered(LinkMessage.VerifyAnswer answer) {
    VerificationRun run = current;
    if (run != null) {
      run.answered(answer);
    }
  }

  /** Ends the one that is under way, if any; it tells so itself. */
  void end(String why) {
    VerificationRun run = current;
    if (run != null) {
      run.end(why);
    }
  }

  /** Returns when none is under way. To be called when the gate is closed. */
  void awaitEnd() {
    VerificationRun run = current;
    if (run != null) {
      run.end("the module closes");
      run.awaitEnd();
    }
  }

  /** For people; empty if none is under way. */
  String progress() {
    return isRunning() ? current.progress() : "";
  }
}
