package io.lockstep.node.module;

import io.lockstep.node.posix.Errno;
import io.lockstep.node.replication.PipelineListener;
import io.lockstep.node.role.Input;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the write pipeline tells; called by workers of the mounted directories.
 *
 * @param inbox the role thread's
 */
record PipelineEvents(RecordKeeper records, EventVoice voice, Consumer<Input> inbox)
    implements PipelineListener {

  @Override
  public void beforeFirstAloneAck(long epoch) {
    records.noteAloneUsed();
  }

  @Override
  public void journalFailed(Throwable cause) {
    inbox.accept(new Input.ActionFailed("the journal cannot be written: " + cause.getMessage()));
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
