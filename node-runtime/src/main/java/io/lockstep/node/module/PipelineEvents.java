package io.lockstep.node.module;

import io.lockstep.journal.log.NoSegmentException;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.replication.PipelineListener;
import io.lockstep.node.role.Input;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What the write pipeline tells; called by workers of the mounted directories. */
final class PipelineEvents implements PipelineListener {

  private static final long PAUSE_SECONDS = 30;

  private final RecordKeeper records;
  private final EventVoice voice;
  private final Consumer<Input> inbox;
  private final Told journalRefuses = new Told(PAUSE_SECONDS);
  private final Told stepRefused = new Told(PAUSE_SECONDS);

  /**
   * Events of one opened module.
   *
   * @param inbox the role thread's
   */
  PipelineEvents(RecordKeeper records, EventVoice voice, Consumer<Input> inbox) {
    this.records = records;
    this.voice = voice;
    this.inbox = inbox;
  }

  @Override
  public void beforeFirstAloneAck(long epoch) {
    records.noteAloneUsed();
  }

  @Override
  public void journalFailed(Throwable cause) {
    inbox.accept(new Input.ActionFailed("the journal cannot be written: " + cause.getMessage()));
  }

  @Override
  public void journalRefuses(NoSegmentException cause) {
    if (journalRefuses.isDue()) {
      inbox.accept(new Input.JournalRefuses(cause.getMessage()));
    }
  }

  /** What a healthy disk refuses (EEXIST and the like) is between application and file system. */
  @Override
  public void localStepRefused(Operation operation, int result) {
    boolean disk = Errno.isPassing(result) || result == -Errno.EIO;
    if (disk && stepRefused.isDue()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("error", Errno.name(result));
      facts.put("operation", operation.getClass().getSimpleName());
      facts.put("consequence", "the application got this error, both copies are equal");
      voice.tell("disk.refused", records.current().lineage().lastNumber(), facts);
    }
  }

  @Override
  public void finishFailed(long sequence, Throwable cause) {
    inbox.accept(
        new Input.ActionFailed(
            "operation %d is journaled but could not be finished on this node: %s"
                .formatted(sequence, cause.getMessage())));
  }

  @Override
  public void localSyncFailed(long fileId, int result) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("fileId", fileId);
    facts.put("error", Errno.name(-result));
    voice.tell("disk.sync-failed", records.current().lineage().lastNumber(), facts);
  }
}
