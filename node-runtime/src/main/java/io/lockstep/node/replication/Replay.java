package io.lockstep.node.replication;

import io.lockstep.journal.log.Journal;
import java.util.function.Consumer;

/** Sends the journal from a common position to the live end. */
public final class Replay implements AutoCloseable {

  /** How it ended. */
  public sealed interface Result {
    /** The pipeline is frozen and drained, the target has applied everything up to here. */
    record Held(long lastSequence) implements Result {}

    /** The journal cannot tell all that is needed: synchronise by state. */
    record NeedsState(String why) implements Result {}

    /** {@code frozen}: the pipeline was left frozen ({@link WritePipeline#thaw()}). */
    record Failed(String why, boolean frozen) implements Result {}

    record Cancelled(boolean frozen) implements Result {}
  }

  /** How far it is. */
  public record Progress(
      long operationsDone, long operationsLeft, long bytesDone, long bytesInFlight) {}

  public Replay(
      Journal journal,
      WritePipeline pipeline,
      PeerConnection connection,
      long commonSequence,
      long targetLastSequence,
      Consumer<Result> callback) {}

  /** Begins on an own thread; the callback comes once, from that thread. */
  public void start() {
    throw new UnsupportedOperationException();
  }

  public Progress progress() {
    throw new UnsupportedOperationException();
  }

  /** From the handler. */
  public void acknowledged(long sequence) {
    throw new UnsupportedOperationException();
  }

  /** From the handler: {@link LinkMessage.Applied}. */
  public void applied(long sequence) {
    throw new UnsupportedOperationException();
  }

  /** From the handler: the connection is closed. */
  public void connectionClosed(String why) {
    throw new UnsupportedOperationException();
  }

  /** Cancels; the callback still comes. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
