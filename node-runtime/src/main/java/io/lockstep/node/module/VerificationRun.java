package io.lockstep.node.module;

import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.replication.PeerConnection;
import io.lockstep.node.role.Action;
import io.lockstep.node.verify.LiveNodes;
import io.lockstep.node.verify.Mismatch;
import io.lockstep.node.verify.PendingAnswer;
import io.lockstep.node.verify.Totals;
import io.lockstep.node.verify.Verification;
import io.lockstep.node.verify.VerificationEnded;
import io.lockstep.node.verify.VerifyCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One comparison of a module's copies, on a thread of its own, over one connection. */
final class VerificationRun {

  private static final long ANSWER_TIMEOUT_MILLIS = 30_000;

  /** More events than these would say nothing new: the rest is counted. */
  private static final int MAX_MISMATCHES_TOLD = 100;

  private static final Logger LOG = LoggerFactory.getLogger(VerificationRun.class);

  private final ModuleRuntime module;
  private final Verification.Order order;
  private final String actor;
  private final PendingAnswer answer = new PendingAnswer(ANSWER_TIMEOUT_MILLIS);
  private final Verification verification;
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final long beginNanos = System.nanoTime();

  private VerificationRun(
      ModuleRuntime module, PeerConnection connection, Verification.Order order, String actor) {
    this.module = module;
    this.order = order;
    this.actor = actor;
    OpenedModule opened = module.opened();
    LiveNodes nodes =
        new LiveNodes(
            opened.pipeline(),
            opened.capture().pinned(),
            opened.touches()::pathOf,
            opened.examiner(),
            connection::send,
            answer);
    this.verification =
        new Verification(
            order,
            nodes,
            answer,
            opened.examiner(),
            opened.tree(),
            opened.capture().files(),
            module.config().directories().size(),
            this::tell);
  }

  static VerificationRun of(
      ModuleRuntime module,
      PeerConnection connection,
      String id,
      String actor,
      boolean heals,
      long bytesPerSecond) {
    Verification.Order order = new Verification.Order(id, heals, bytesPerSecond);
    return new VerificationRun(module, connection, order, actor);
  }

  void start() {
    Map<String, Object> facts = facts();
    facts.put("heal", order.heals());
    module.voice().tell(new Action.Emit("verify.started", actor, facts), epochNumber());
    Thread.ofPlatform().daemon().name("verify-" + module.name()).start(this::run);
  }

  boolean isRunning() {
    return !over.isDone();
  }

  String progress() {
    return verification.totals().words();
  }

  void answered(LinkMessage.VerifyAnswer message) {
    answer.deliver(VerifyCodec.answer(message.answer()));
  }

  void end(String why) {
    answer.end(why);
  }

  void awaitEnd() {
    over.join();
  }

  private void run() {
    String ended = "";
    try {
      verification.run();
    } catch (VerificationEnded e) {
      ended = e.getMessage();
    } catch (RuntimeException e) {
      LOG.error("module {}: a verification failed", module.name(), e);
      ended = e.toString();
    }
    try {
      tellEnd(ended);
    } finally {
      over.complete(null);
    }
  }

  private void tell(Mismatch mismatch) {
    if (verification.totals().mismatches() > MAX_MISMATCHES_TOLD) {
      return;
    }
    Map<String, Object> facts = facts();
    facts.put("directory", module.config().directories().get(mismatch.directory()).toString());
    facts.put("path", mismatch.path());
    facts.put("what", mismatch.what());
    if (mismatch.length() > 0) {
      facts.put("offset", mismatch.offset());
      facts.put("length", mismatch.length());
    }
    facts.put("digestPrimary", mismatch.here().toString());
    facts.put("digestMirror", mismatch.there().toString());
    facts.put("sequence", mismatch.sequence());
    if (!mismatch.unhealed().isEmpty()) {
      facts.put("notHealed", mismatch.unhealed());
    }
    event("verify.mismatch", facts);
    if (mismatch.healed()) {
      event("verify.healed", facts);
    }
  }

  private void tellEnd(String ended) {
    Totals totals = verification.totals();
    Map<String, Object> facts = facts();
    facts.put("outcome", outcome(ended, totals));
    if (!ended.isEmpty()) {
      facts.put("reason", ended);
    }
    facts.put("entries", totals.entries());
    facts.put("bytes", totals.bytes());
    facts.put("mismatches", totals.mismatches());
    facts.put("healed", totals.healed());
    facts.put("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beginNanos));
    if (ended.isEmpty()) {
      facts.put("digest", totals.digest().toString());
    }
    event("verify.ended", facts);
  }

  private static String outcome(String ended, Totals totals) {
    if (!ended.isEmpty()) {
      return "incomplete";
    }
    if (totals.mismatches() == 0) {
      return "equal";
    }
    return totals.mismatches() == totals.healed() ? "healed" : "different";
  }

  private Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", order.id());
    return facts;
  }

  private void event(String type, Map<String, Object> facts) {
    module.voice().tell(type, epochNumber(), facts);
  }

  private long epochNumber() {
    return module.records().current().lineage().lastNumber();
  }
}
