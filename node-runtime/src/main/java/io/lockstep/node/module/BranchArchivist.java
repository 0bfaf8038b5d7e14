package io.lockstep.node.module;

import io.lockstep.node.conflict.ArchivePlan;
import io.lockstep.node.conflict.ArchiveStopped;
import io.lockstep.node.conflict.ArchiveWriter;
import io.lockstep.node.role.Action;
import io.lockstep.node.role.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives what only this node has acknowledged, on a background thread; the outcome is an input.
 * Begun and stopped by the role thread.
 */
final class BranchArchivist {

  private static final Logger LOG = LoggerFactory.getLogger(BranchArchivist.class);
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  private final ModuleRuntime module;
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
  private volatile boolean stopped;

  BranchArchivist(ModuleRuntime module) {
    this.module = module;
  }

  void begin(Action.Archive action) {
    stop();
    stopped = false;
    OpenedModule opened = module.opened();
    running =
        CompletableFuture.runAsync(() -> archive(opened, action), module.services().executor())
            .exceptionally(this::broke);
  }

  /** Returns when nothing is read or written any more. */
  void stop() {
    stopped = true;
    running.join();
  }

  /** Whatever fails, nothing of this node's copy has been touched. */
  private void archive(OpenedModule opened, Action.Archive action) {
    try {
      boolean complete = completeTree(opened);
      ArchivePlan plan = plan(opened, action, complete);
      new ArchiveWriter(module.place().conflicts(), plan, opened.journal(), () -> stopped).write();
      module.post(new Input.Archived(plan.id()));
    } catch (ArchiveStopped e) {
      LOG.info("module {}: {}", module.name(), e.getMessage());
    } catch (IOException e) {
      failed(e);
    } catch (UncheckedIOException e) {
      failed(e.getCause());
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /** An error of the machine ends it as well: it must be told, or the node would wait for ever. */
  private Void broke(Throwable e) {
    failed(e);
    return null;
  }

  private void failed(Throwable e) {
    LOG.warn("module {}: an archive could not be written", module.name(), e);
    module.post(new Input.ArchiveFailed(String.valueOf(e.getMessage())));
  }

  /** What was journaled, and perhaps answered, before a kill belongs to what is archived. */
  private boolean completeTree(OpenedModule opened) {
    if (!module.state().treeTrusted()) {
      return false;
    }
    try {
      Missing.apply(opened, opened.journal().lastSequence());
      return true;
    } catch (IllegalStateException e) {
      LOG.warn("module {}: the tree is archived as it is: {}", module.name(), e.getMessage());
      return false;
    }
  }

  private ArchivePlan plan(OpenedModule opened, Action.Archive action, boolean complete) {
    long nowMillis = System.currentTimeMillis();
    long end = opened.standing().end();
    boolean reaches =
        action.commonSequence() > 0
            && opened.journal().firstSequence() <= action.commonSequence() + 1
            && opened.journal().lastSequence() >= end;
    return new ArchivePlan(
        ID.format(Instant.ofEpochMilli(nowMillis)),
        nowMillis,
        module.records().current(),
        module.services().peer().name(),
        action.why(),
        action.commonSequence(),
        end,
        complete && reaches,
        opened.directories(),
        opened.capture().backing(),
        opened.exclusion());
  }
}
